//! The README's example of a report, word for word: `cargo run -p tatodesk --example report`.
#![allow(clippy::print_stdout, clippy::print_stderr)] // an example talks to its reader

use tatodesk::{Tatodesk, jiff::civil::date};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tatodesk = Tatodesk::from_env()?;
    let days = date(2024, 1, 1)..=date(2025, 6, 20);
    let rows = tatodesk.reports().in_person_services(days).rows(); // a stream over all pages
    let mut count = 0;
    let visited = rows.for_each(|row| match row {
        Ok(service) => {
            println!("{} {:?}", service.protocol(), service.status());
            count += 1;
        }
        Err(malformed) => eprintln!("{malformed}"),
    });
    visited.await?;
    println!("{count} services");
    Ok(())
}
