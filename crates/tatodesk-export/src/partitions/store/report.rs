//! The state objects of a report.

use bytes::Bytes;
use futures_util::stream::{StreamExt as _, TryStreamExt as _};
use jiff::civil::Date;
use object_store::{UpdateVersion, path::Path};

use super::{
    day::StoredDay,
    objects::{Objects, Root, TRIES, is_conflict, replacing},
};
use crate::{
    error::ExportError,
    partitions::{
        shard::Shard,
        state::{self, State},
        table::{self, Table},
    },
};

/// How many manifests are read side by side.
const READS: usize = 16;

/// One report in a store.
#[derive(Clone, Debug)]
pub(crate) struct StoredReport(Objects);

impl StoredReport {
    pub(crate) fn new(root: Root, table: Table) -> Self {
        Self(Objects { root, table })
    }

    pub(crate) fn day(&self, day: Date) -> StoredDay {
        StoredDay::new(self.0.clone(), day)
    }

    /// Begins a sync: writes the state object, if nothing contradicts it. Returns its version.
    pub(crate) async fn begin(
        &self,
        state: &State,
        shard: Option<Shard>,
    ) -> Result<UpdateVersion, ExportError> {
        self.check(state).await?;
        let object = self.0.folder().join(state::name(shard));
        for turn in 0..TRIES {
            let known = self.0.get(&object).await?;
            let is_other = |(text, _): &(Bytes, _)| state.contradicts(text);
            // One that another sync has written just now counts, even if it has brought no day yet.
            if turn > 0 && known.as_ref().is_some_and(is_other) {
                return Err(self.0.other_content(&object));
            }
            let known = known.map(|(_, version)| version);
            if let Some(version) = self.put_state(&object, state, known).await? {
                return Ok(version);
            }
        }
        Err(self.0.busy(&object))
    }

    /// Ends a sync. A state object that a later sync has written stays.
    pub(crate) async fn end(
        &self,
        state: &State,
        shard: Option<Shard>,
        began: UpdateVersion,
    ) -> Result<(), ExportError> {
        let object = self.0.folder().join(state::name(shard));
        self.put_state(&object, state, Some(began)).await.map(drop)
    }

    /// Puts the state object. `None` if another sync was faster.
    async fn put_state(
        &self,
        object: &Path,
        state: &State,
        known: Option<UpdateVersion>,
    ) -> Result<Option<UpdateVersion>, ExportError> {
        let text = state::json(state).map_err(std::io::Error::from)?;
        let put = self
            .0
            .root
            .store
            .put_opts(object, text.into(), replacing(known));
        match put.await {
            Ok(put) => Ok(Some(put.into())),
            Err(error) if is_conflict(&error) => Ok(None),
            Err(error) => Err(self.0.at(object, &error)),
        }
    }

    /// Fails if the report is there in another format or with other filters.
    async fn check(&self, state: &State) -> Result<(), ExportError> {
        let folder = self.0.folder();
        let listed = self.0.root.store.list_with_delimiter(Some(&folder)).await;
        let listed = listed.map_err(|error| self.0.at(&folder, &error))?;
        let days = listed.common_prefixes.iter();
        let days: Vec<Date> = days
            .filter_map(|path| table::day(path.filename()?))
            .collect();
        if days.is_empty() {
            // The run before brought nothing, so nothing is mixed.
            return Ok(());
        }
        let mut is_known = false;
        for object in listed.objects {
            if !object.location.filename().is_some_and(state::is_state) {
                continue;
            }
            let Some((text, _)) = self.0.get(&object.location).await? else {
                continue;
            };
            if state.contradicts(&text) {
                return Err(self.0.other_content(&object.location));
            }
            is_known = true;
        }
        if !is_known {
            // No state object vouches for the days, so each says it for itself.
            let reads = days
                .into_iter()
                .map(|day| async move { self.day(day).find().await });
            let reads = futures_util::stream::iter(reads).buffer_unordered(READS);
            reads.try_for_each(|_| std::future::ready(Ok(()))).await?;
        }
        Ok(())
    }
}
