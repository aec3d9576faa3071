//! The members of an object. It predicts which one comes next: the one that followed the last in the elements before, or in the type.
use super::cursor::Cursor;
use super::fault::{Fault, Step};
use crate::wire::raw::NAME;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;

impl<'de> Cursor<'de> {
    /// Reads an object. `known` are the names of its type. `kept` says whether it becomes a map, in which each member costs what
    /// it costs in a tree.
    pub(super) fn object<V: Visitor<'de>>(
        &mut self,
        visitor: V,
        known: &'static [&'static str],
        kept: bool,
    ) -> Result<V::Value, Fault> {
        self.enter()?;
        let learns = self.order.is_of(known);
        let mut members = Members {
            cursor: self,
            known,
            learns,
            last: 0,
            name: Cow::Borrowed(""),
            count: 0,
            kept,
            start: 0,
            again: false,
            misfits: Vec::new(),
            over: false,
        };
        let value = visitor.visit_map(&mut members);
        let over = members.over;
        let misfit = members.misfits.into_iter().next();
        if over {
            self.depth -= 1;
        }
        // A member that is missing because it did not fit is told as one that did not.
        if let Some((_, misfit)) = misfit {
            return Err(misfit);
        }
        let value = value?;
        if !over {
            return Err(Fault::new("expected fewer members"));
        }
        Ok(value)
    }
}

/// The members of an object.
///
/// Of members that stand twice the last counts. So behind one that does not fit the object may go on, once it has asked for the
/// raw text of the same one; it fails at its end if no other came in its place.
struct Members<'c, 'de> {
    cursor: &'c mut Cursor<'de>,
    /// The names of the type.
    known: &'static [&'static str],
    /// Whether the cursor's order is that of this type.
    learns: bool,
    /// The place among them behind the last one.
    last: usize,
    name: Cow<'de, str>,
    count: usize,
    kept: bool,
    start: usize,
    again: bool,
    misfits: Vec<(Cow<'de, str>, Fault)>,
    over: bool,
}

impl Members<'_, '_> {
    /// Reads a name. Returns its place among those of the type.
    #[inline(always)]
    fn read_name(&mut self) -> Result<Option<usize>, Fault> {
        let next = match self.learns {
            true => self.cursor.order.behind(self.last),
            false => self.last,
        };
        if let Some(name) = self.known.get(next)
            && self.cursor.is_quoted(name)
        {
            self.name = Cow::Borrowed(name);
            self.last = next + 1;
            return Ok(Some(next));
        }
        self.other_name()
    }

    /// Reads a name that was not predicted.
    #[inline(never)]
    fn other_name(&mut self) -> Result<Option<usize>, Fault> {
        if self.cursor.peek()? != b'"' {
            return Err(Fault::NotRead);
        }
        self.name = self.cursor.string()?;
        let place = self.known.iter().position(|name| *name == self.name);
        if let Some(place) = place {
            if self.learns {
                self.cursor.order.learn(self.last, place);
            }
            self.last = place + 1;
        }
        Ok(place)
    }
}

impl<'de> MapAccess<'de> for &mut Members<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        if !self.cursor.next_part(self.count == 0, b'}')? {
            self.over = true;
            return Ok(None);
        }
        let place = self.read_name()?;
        self.cursor.budget.member(self.count, &self.name, self.kept);
        self.count += 1;
        let name = MemberName {
            place,
            name: &self.name,
        };
        let name = seed.deserialize(name);
        name.map(Some)
            .map_err(|fault: Fault| fault.in_name(&self.name))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let again = std::mem::take(&mut self.again);
        if !again {
            self.cursor.expect(b':')?;
            self.cursor.peek()?;
            self.start = self.cursor.at;
        }
        let (depth, budget) = (self.cursor.depth, self.cursor.budget);
        let result = seed.deserialize(&mut *self.cursor);
        if !again && !self.misfits.is_empty() {
            self.misfits.retain(|(name, _)| *name != self.name);
        }
        match result {
            Err(fault @ Fault::Misfit(..)) => {
                self.cursor.back(self.start);
                (self.cursor.depth, self.cursor.budget) = (depth, budget);
                self.again = true;
                let fault = fault.inside(|| Step::Member(self.name.to_string()));
                self.misfits.push((self.name.clone(), fault));
                Err(Fault::NotRead)
            }
            Err(Fault::NotRead) => {
                self.cursor.give_up();
                Err(Fault::NotRead)
            }
            read => read,
        }
    }
}

/// The name of a member.
struct MemberName<'a, 'de> {
    /// Its place among the names of the type.
    place: Option<usize>,
    name: &'a Cow<'de, str>,
}

impl<'de> Deserializer<'de> for MemberName<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.name {
            Cow::Borrowed(name) => visitor.visit_borrowed_str(name),
            Cow::Owned(name) => visitor.visit_str(name),
        }
    }

    /// The objects of this crate ask for the place.
    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.place {
            Some(place) if name == NAME => visitor.visit_u64(place as u64),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        StrDeserializer::new(self.name).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
