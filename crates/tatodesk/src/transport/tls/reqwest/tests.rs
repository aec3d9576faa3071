//! Tests of a program that is built without TLS.

use super::*;

#[test]
fn a_program_without_tls_can_call_this_machine_alone() {
    assert!(Tls::new(false, &Vec::new()).is_ok());
    assert_eq!(Tls::new(true, &Vec::new()).is_ok(), reqwest_has_tls());
    #[cfg(feature = "native-tls")]
    assert!(reqwest_has_tls());
}
