//! Random sequences of calls through the facade against a sandbox, and against a reference model that says what each of
//! them has to bring: a thousand sequences, and no divergence. About one call in four meets trouble on its way.
//!
//! The sequences are the same in every run. `PROPTEST_RNG_SEED=7` draws others, `PROPTEST_CASES=20000` draws more.

mod model {
    pub(crate) mod calendar;
    pub(crate) mod crm;
    pub(crate) mod crm_run;
    pub(crate) mod driver;
    pub(crate) mod machine;
    pub(crate) mod messages;
    pub(crate) mod pulse;
    pub(crate) mod trouble;
    pub(crate) mod visits;
    pub(crate) mod visits_run;
}

use model::driver::Test;
use proptest::test_runner::{Config, RngSeed};
use proptest_state_machine::prop_state_machine;

fn config() -> Config {
    let environment = Config::default();
    Config {
        rng_seed: match environment.rng_seed {
            RngSeed::Random => RngSeed::Fixed(1),
            fixed => fixed,
        },
        cases: if std::env::var_os("PROPTEST_CASES").is_some() {
            environment.cases
        } else {
            1000
        },
        failure_persistence: None,
        ..environment
    }
}

prop_state_machine! {
    #![proptest_config(config())]

    #[test]
    fn the_facade_and_the_sandbox_do_as_the_model_says(sequential 1..30 => Test);
}
