//! The protocols of new records: the digits of a moment that no other record has.

use crate::reports;
use crate::spec::moment::Moment;
use crate::state::State;
use crate::world::World;

/// The moment of a new record with a protocol. It is one that no record of the world has, unless the world has a record in
/// every millisecond for a while.
pub(crate) fn unused_moment(state: &mut State) -> Moment {
    let mut moment = state.clock.tick();
    for _ in 0..1000 {
        if !is_taken(&state.world, moment) {
            break;
        }
        moment = state.clock.tick();
    }
    moment
}

/// Whether a record of the world has exactly this moment.
fn is_taken(world: &World, moment: Moment) -> bool {
    world.appointments.iter().any(|it| it.at == moment.0)
        || world.services.iter().any(|it| it.at == moment.0)
        || !reports::of_protocol(world, &moment.protocol()).is_empty()
}
