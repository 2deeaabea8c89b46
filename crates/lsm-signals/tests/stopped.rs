// SPDX-License-Identifier: MIT OR Apache-2.0
//! Receivers that are processes, and are stopped or killed.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scene;

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use lsm_signals::flow::Standing;
use lsm_signals::receiver::{Event, Transport};
use lsm_signals::{Receiver, Sender};
use lsm_test::bus::Bus;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use scene::{at_once, emit, event, on_every_bus, rule, sender_of, soon, state};

on_every_bus!(
    a_stopped_one_is_told_what_it_missed,
    a_stopped_one_with_slots_is_told_what_it_missed,
    a_killed_one_holds_nobody_up,
    a_killed_one_with_slots_holds_nobody_up,
    the_acks_of_a_killed_one_are_not_waited_for,
);

/// Not a test: the receiving process of the tests below, which start it with a bus and a sender.
#[test]
#[ignore = "started by other tests"]
fn receiving_process() {
    let (Ok(bus), Ok(sender)) = (std::env::var("RECEIVE_BUS"), std::env::var("RECEIVE_FROM"))
    else {
        return;
    };
    let transport = match std::env::var("RECEIVE_DIRECTLY") {
        Ok(_) => Transport::Direct,
        Err(_) => Transport::Auto,
    };
    let builder = Receiver::builder().rule(rule()).from(&sender).transport(transport);
    let mut receiver = builder.connect(&bus.parse().unwrap()).unwrap();
    let (mut received, mut events, mut states) = (0, 0, 0);
    while let Ok(Some(event)) = receiver.next(soon()) {
        match event {
            Event::Subscribed { .. } => println!("subscribed"),
            Event::Signal(message) => {
                received += 1;
                let mut body = message.body();
                let number = body.uint64().unwrap();
                if body.string().unwrap() == "end" {
                    println!("end {number} {received} {events} {states}");
                }
            }
            Event::Missed(missed) => {
                events += missed.events;
                states += missed.states;
                assert_eq!(missed.lost, 0);
            }
            event => panic!("{event:?}"),
        }
    }
}

/// A process that receives.
struct Process {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts one and waits until the sender counts for it.
    fn start(bus: &Bus, sender: &mut Sender) -> Process {
        Process::start_with(bus, sender, &[])
    }

    fn start_with(bus: &Bus, sender: &mut Sender, settings: &[(&str, &str)]) -> Process {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .envs(settings.iter().copied())
            .args(["--exact", "receiving_process", "--ignored", "--nocapture"])
            .env("RECEIVE_BUS", bus.address())
            .env("RECEIVE_FROM", sender.unique_name())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut process = Process { child, said };
        let limit = soon();
        while !sender.report().receivers.iter().any(|receiver| receiver.subscribed) {
            sender.process(Instant::now() + Duration::from_millis(5)).unwrap();
            assert!(Instant::now() < limit, "it does not subscribe");
        }
        process.wait_for("subscribed");
        process
    }

    /// The rest of the next line that begins like this.
    fn wait_for(&mut self, start: &str) -> String {
        let found = self.said.by_ref().find_map(|line| {
            line.unwrap().split_once(start).map(|(_, rest)| rest.trim().to_owned())
        });
        found.unwrap()
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed()).unwrap();
        kill_process(pid, signal).unwrap();
        if signal == Signal::STOP {
            // It may have run on for a moment.
            waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED).unwrap();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Long enough for slots.
const LONG: usize = 64 * 1024;
const DIRECTLY: &[(&str, &str)] = &[("RECEIVE_DIRECTLY", "yes")];

/// Whether signals went in slots to the one that subscribed.
fn uses_slots(sender: &Sender) -> bool {
    sender.report().receivers.iter().any(|receiver| receiver.in_slots > 0)
}

fn a_stopped_one_is_told_what_it_missed(bus: &Bus) {
    stop(bus, 16 * 1024, &[]);
}

fn a_stopped_one_with_slots_is_told_what_it_missed(bus: &Bus) {
    stop(bus, LONG, DIRECTLY);
}

fn stop(bus: &Bus, length: usize, settings: &[(&str, &str)]) {
    const SIGNALS: u64 = 2000;
    let patience = Duration::from_millis(300);
    let mut sender = sender_of(bus, Sender::builder().patience(patience));
    let (event, state) = (event(&mut sender), state(&mut sender));
    let mut process = Process::start_with(bus, &mut sender, settings);
    process.signal(Signal::STOP);
    let text = "x".repeat(length);
    let (mut events, mut states) = (0, 0);
    for number in 0..SIGNALS {
        events += emit(&mut sender, event, number, &text).withheld as u64;
        states += emit(&mut sender, state, number, &text).withheld as u64;
    }
    assert!(events > SIGNALS / 2 && states > SIGNALS / 2, "{events} {states}");
    let settled = sender.settle(Instant::now() + Duration::from_millis(200));
    assert!(settled.unwrap_err().to_string().contains("does not keep up"));
    assert_eq!(uses_slots(&sender), length == LONG);
    process.signal(Signal::CONT);
    sender.settle(soon()).unwrap();
    emit(&mut sender, event, SIGNALS, "end");
    sender.settle(soon()).unwrap();
    // Everything, but for the withheld; of the states the last came after all.
    let received = 2 * SIGNALS - events - states + 1 + 1;
    assert_eq!(process.wait_for("end "), format!("{SIGNALS} {received} {events} {states}"));
}

fn a_killed_one_holds_nobody_up(bus: &Bus) {
    kill(bus, 16 * 1024, &[]);
}

fn a_killed_one_with_slots_holds_nobody_up(bus: &Bus) {
    kill(bus, LONG, DIRECTLY);
}

fn kill(bus: &Bus, length: usize, settings: &[(&str, &str)]) {
    let mut sender = sender_of(bus, Sender::builder());
    let kind = event(&mut sender);
    let killed = Process::start_with(bus, &mut sender, settings);
    let mut lives = scene::receiver(bus, &mut [&mut sender]);
    killed.signal(Signal::STOP);
    let text = "x".repeat(length);
    // Slots are in the hands of the one that is stopped.
    assert_eq!(emit(&mut sender, kind, 0, &text).withheld, 0);
    assert_eq!(uses_slots(&sender), length == LONG);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let receiving = scope.spawn(|| {
            let mut received = 0;
            scene::receive_until(&done, &mut lives, |event| {
                assert_eq!(scene::number(&event), Some(received));
                received += 1;
                if received == 2 {
                    // The window of the one that is stopped is full soon, and the sender waits.
                    killed.signal(Signal::KILL);
                }
            });
            received
        });
        for number in 1..1000 {
            assert_eq!(emit(&mut sender, kind, number, &text).withheld, 0);
        }
        let settled = sender.settle(soon());
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        settled.unwrap();
        assert_eq!(receiving.join().unwrap(), 1000);
    });
    let report = sender.report();
    assert_eq!(report.departed, 1, "{report:?}");
    assert!(report.departed_unconfirmed > 0 && report.departed_unconfirmed < 1000, "{report:?}");
    assert_eq!(report.last_departed[0].standing, Standing::Healthy);
}

fn the_acks_of_a_killed_one_are_not_waited_for(bus: &Bus) {
    let mut sender = sender_of(bus, Sender::builder());
    let kind = event(&mut sender);
    let killed = Process::start(bus, &mut sender);
    killed.signal(Signal::STOP);
    emit(&mut sender, kind, 1, "last words");
    assert!(sender.settle(at_once() + Duration::from_millis(50)).is_err());
    killed.signal(Signal::KILL);
    sender.settle(soon()).unwrap();
    let report = sender.report();
    assert_eq!((report.departed, report.departed_unconfirmed), (1, 1), "{report:?}");
}
