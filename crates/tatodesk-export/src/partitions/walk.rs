//! Fetches one day, and says whether its rows stood still meanwhile.

use std::io;

use serde_json::Value;
use tatodesk::{Call, Cause};

use super::{
    hashed::{Content, HashedFile},
    place::DayPlace,
};
use crate::{
    error::ExportError, layout::Layout, request::DailyRequest, rules::ColumnRules, sink::Format,
    writing::Progress, writing::Writing,
};

/// The rows of a day.
pub(crate) struct Walked {
    pub(crate) rows: HashedFile,
    pub(crate) malformed: HashedFile,
    pub(crate) progress: Progress,
    pub(crate) count_at_end: Option<u64>,
    /// Whether the rows stood still, as far as it can be told.
    pub(crate) settled: bool,
    /// Whether rows moved so far that the other pages were not read.
    broke_off: bool,
    /// Whether the server gave one number of rows all the time, even if it is a wrong one.
    is_count_steady: bool,
}

impl Walked {
    pub(crate) fn contents(&self) -> (Content, Content) {
        (self.rows.content(), self.malformed.content())
    }
}

/// Fetches a day. If its rows moved, it is fetched once more.
pub(crate) async fn walk<R: DailyRequest>(
    call: &Call<R>,
    place: &DayPlace,
    format: Format,
    rules: &ColumnRules,
) -> Result<Walked, ExportError> {
    let before = once(call, place, format, rules).await?;
    if before.settled {
        return Ok(before);
    }
    let mut again = once(call, place, format, rules).await?;
    if again.broke_off && !before.broke_off {
        return Ok(before);
    }
    // Rows that come twice in the same way stand still; then only the count is wrong.
    again.settled |= again.is_count_steady && before.contents() == again.contents();
    Ok(again)
}

/// How a walk fails if rows move by a whole page, or while a page is asked for again.
fn is_move(cause: Cause) -> bool {
    matches!(cause, Cause::PageRepeated | Cause::PageChanged)
}

/// Offset pages cannot be resumed while rows move, so a walk always begins with the first page.
async fn once<R: DailyRequest>(
    call: &Call<R>,
    place: &DayPlace,
    format: Format,
    rules: &ColumnRules,
) -> Result<Walked, ExportError> {
    let (mut rows, mut malformed) = place.begin()?;
    let layout = Layout::new(R::REPORT, rules)?;
    let mut writing = Writing::new(layout, format, &mut rows, &mut malformed, None)?;
    let broke_off = match R::read(call.clone(), &mut writing).await {
        Ok(()) => false,
        Err(ExportError::Call(error)) if is_move(error.cause()) => true,
        Err(error) => return Err(error),
    };
    let (count_moved, first_row) = (writing.count_moved(), writing.take_first_row());
    let progress = writing.finish()?;
    let count = progress.expected_first;
    if broke_off {
        return Ok(Walked {
            rows,
            malformed,
            progress,
            count_at_end: None,
            settled: false,
            broke_off,
            is_count_steady: false,
        });
    }
    let Some(look) = R::look_again(call.clone()).await? else {
        return Ok(Walked {
            rows,
            malformed,
            progress,
            count_at_end: count,
            settled: true,
            broke_off,
            is_count_steady: true,
        });
    };
    let first_row = first_row.map(|json| serde_json::from_str::<Value>(&json));
    let first_row = first_row.transpose().map_err(io::Error::from)?;
    let is_count_steady = !count_moved && count == look.count;
    Ok(Walked {
        settled: is_count_steady
            && count == Some(progress.rows + progress.malformed)
            && first_row.map(without_nulls) == look.first_row.map(without_nulls),
        rows,
        malformed,
        progress,
        count_at_end: look.count,
        broke_off,
        is_count_steady,
    })
}

/// A typed row leaves out members that are null.
fn without_nulls(mut row: Value) -> Value {
    if let Some(members) = row.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    row
}
