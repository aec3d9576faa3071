use clap::error::ErrorKind;

use super::*;

fn read(arguments: &[&str]) -> Result<Options, ErrorKind> {
    let arguments = ["tatodesk-sandbox"].iter().chain(arguments);
    Options::try_parse_from(arguments).map_err(|error| error.kind())
}

#[test]
fn arguments_are_read() {
    let serve = |change: fn(&mut Options)| {
        let mut options = Options {
            port: 8080,
            control_port: None,
            hosts: Vec::new(),
            origins: Vec::new(),
            max_connections: None,
            world: None,
            faults: None,
            rate_limit: None,
            running_clock: false,
            log: Log::Human,
        };
        change(&mut options);
        Ok(options)
    };
    assert_eq!(read(&[]), serve(|_| {}));
    assert_eq!(read(&["--port", "0"]), serve(|it| it.port = 0));
    assert_eq!(read(&["--port=9000"]), serve(|it| it.port = 9000));
    assert_eq!(
        read(&["--port", "1", "--port", "2"]),
        serve(|it| it.port = 2)
    );
    assert_eq!(
        read(&["--world", "w.yaml"]),
        serve(|it| it.world = Some("w.yaml".into()))
    );
    assert_eq!(
        read(&["--faults", "f.yaml", "--log=json"]),
        serve(|it| {
            it.faults = Some("f.yaml".into());
            it.log = Log::Json;
        })
    );
    assert_eq!(
        read(&["--control-port", "0"]),
        serve(|it| it.control_port = Some(0))
    );
    assert_eq!(
        read(&["--rate-limit", "5"]),
        serve(|it| it.rate_limit = NonZeroU32::new(5))
    );
    assert_eq!(
        read(&["--running-clock"]),
        serve(|it| it.running_clock = true)
    );
    assert_eq!(
        read(&["--allow-host", "sandbox", "--allow-host=192.168.1.5"]),
        serve(|it| it.hosts = vec!["sandbox".into(), "192.168.1.5".into()])
    );
    assert_eq!(
        read(&["--allow-origin", "http://localhost:3000"]),
        serve(|it| it.origins = vec!["http://localhost:3000".into()])
    );
    assert_eq!(
        read(&["--max-connections", "9"]),
        serve(|it| it.max_connections = NonZeroUsize::new(9))
    );
}

#[test]
fn help_and_version_are_asked_for_in_two_ways() {
    for (argument, kind) in [
        ("--help", ErrorKind::DisplayHelp),
        ("-h", ErrorKind::DisplayHelp),
        ("--version", ErrorKind::DisplayVersion),
        ("-V", ErrorKind::DisplayVersion),
    ] {
        assert_eq!(read(&["--port", "1", argument]), Err(kind));
    }
}

#[test]
fn wrong_arguments_are_refused() {
    for wrong in [
        &["--port"][..],
        &["--port", "70000"],
        &["8080"],
        &["--log", "loud"],
        &["--rate-limit", "0"],
        &["--running-clock=no"],
        &["--allow-host", "http://sandbox"],
        &["--allow-origin", "localhost:3000"],
        &["--max-connections", "0"],
    ] {
        assert!(read(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_rate_limit_lets_the_clock_run() {
    for (arguments, runs) in [
        (&[][..], false),
        (&["--running-clock"], true),
        (&["--rate-limit=5"], true),
    ] {
        let options = read(arguments).expect("options");
        assert_eq!(options.clock_runs(), runs, "{arguments:?}");
    }
}
