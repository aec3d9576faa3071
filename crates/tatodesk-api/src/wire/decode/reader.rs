//! A deserializer over a JSON text that knows where it is, takes nothing but an object for an object, and lets a list cut out an
//! element that does not decode.
use super::ahead::objects_left;
use super::cursor::Cursor;
use super::fault::{Fault, Step};
use super::order::Order;
use crate::wire::raw::{LIST, RAW, WRITTEN};
use serde::de::value::CowStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

impl<'de> Cursor<'de> {
    /// Reads a list. `objects` says whether it is one that cuts out what is no object or does not decode.
    fn list<V: Visitor<'de>>(&mut self, visitor: V, objects: bool) -> Result<V::Value, Fault> {
        self.enter()?;
        let outer = std::mem::replace(&mut self.order, Order::UNKNOWN);
        let mut elements = Elements {
            cursor: self,
            objects,
            index: 0,
            start: 0,
            again: false,
            over: false,
        };
        let value = visitor.visit_seq(&mut elements);
        let over = elements.over;
        self.order = outer;
        let value = value?;
        if !over {
            return Err(Fault::new("expected another number of elements"));
        }
        self.depth -= 1;
        Ok(value)
    }
}

impl<'de> Deserializer<'de> for &mut Cursor<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek()? {
            b'[' => self.list(visitor, false),
            b'{' => self.object(visitor, &[], true),
            _ => self.scalar()?.visit(visitor),
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek()? {
            b'"' => {
                let start = self.at;
                match self.quoted()? {
                    (inside, false) => visitor.visit_borrowed_str(inside),
                    (_, true) => visitor.visit_string(self.unescaped(start)?),
                }
            }
            _ => self.deserialize_any(visitor),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek()? {
            b'n' => {
                self.scalar()?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek()? {
            b'{' => self.object(visitor, &[], true),
            _ => Err(Fault::invalid_type(self.unexpected()?, &visitor)),
        }
    }

    /// A derived struct would also read itself from a list of its members' values; no JSON body means that.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.peek()? {
            b'{' => self.object(visitor, known, false),
            _ => Err(Fault::invalid_type(self.unexpected()?, &visitor)),
        }
    }

    /// Lists and rests ask by their own names for what only this deserializer can do.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            LIST if self.peek()? == b'[' => self.list(visitor, true),
            LIST => Err(Fault::invalid_type(self.unexpected()?, &visitor)),
            RAW => visitor.visit_borrowed_str(self.skip()?),
            WRITTEN if self.peek()? == b'"' => visitor.visit_borrowed_str(self.quoted()?.0),
            WRITTEN => self.deserialize_any(visitor),
            // serde_json alone knows how to make its `RawValue`.
            "$serde_json::private::RawValue" => serde_json::Deserializer::from_str(self.skip()?)
                .deserialize_newtype_struct(name, visitor)
                .map_err(Fault::custom),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.peek()? {
            b'"' => visitor.visit_enum(CowStrDeserializer::new(self.string()?)),
            _ => Err(Fault::invalid_type(self.unexpected()?, &"a string")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit
        unit_struct seq tuple tuple_struct identifier
    }
}

/// The elements of a list.
///
/// Behind an element that does not decode, the list goes on with the same element once more: asked for its raw text, or for
/// anything else that reads.
struct Elements<'c, 'de> {
    cursor: &'c mut Cursor<'de>,
    objects: bool,
    index: usize,
    start: usize,
    again: bool,
    over: bool,
}

impl<'de> SeqAccess<'de> for &mut Elements<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let cursor = &mut *self.cursor;
        cursor.goes_on()?;
        if !self.again {
            if !cursor.next_part(self.index == 0, b']')? {
                self.over = true;
                return Ok(None);
            }
            let next = cursor.peek()?;
            self.start = cursor.at;
            if self.objects && next != b'{' {
                self.again = true;
                return Err(Fault::NotRead);
            }
        }
        let (depth, budget) = (cursor.depth, cursor.budget);
        if self.objects {
            // An element is read as if it stood alone, so that it decodes again wherever it is kept.
            cursor.depth = 0;
        }
        cursor.budget.element();
        let element = seed.deserialize(&mut *cursor);
        cursor.depth = depth;
        match element {
            Ok(element) => {
                self.index += 1;
                self.again = false;
                cursor.budget.decoded(size_of::<S::Value>());
                Ok(Some(element))
            }
            Err(fault) => {
                cursor.back(self.start);
                cursor.budget = budget;
                self.again = true;
                Err(fault.inside(|| Step::Index(self.index)))
            }
        }
    }

    /// How many objects are still to come. It reads ahead, so a list of objects asks for it once, when it is large.
    fn size_hint(&self) -> Option<usize> {
        self.objects
            .then(|| objects_left(self.cursor.text, self.cursor.at))
    }
}

#[cfg(test)]
mod tests;
