// SPDX-License-Identifier: MIT OR Apache-2.0
//! Answers in every shape, and none.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use lsm_core::{ErrorKind, Result};
use lsm_http::{Answer, Http, Method, Request};

use crate::server::{Reply, Server, client, closed_port};

fn post(http: &Http) -> Result<Answer> {
    http.exchange(&Request::new(Method::Post, "/rpc").body("application/json", b"{\"a\":1}"))
}

#[test]
fn a_request_says_who_asks_and_what() {
    let server = Server::plain(vec![Reply::Close(b"HTTP/1.0 200 OK\r\n\r\n[]")]);
    let answer = post(&server.client("x://127.0.0.1:PORT").unwrap()).unwrap();
    assert_eq!((answer.status, &*answer.body), (200, &b"[]"[..]));
    let [request] = &server.finish()[..] else { panic!("one request") };
    assert!(request.starts_with("post /rpc http/1.1\r\n"), "{request}");
    for line in [
        "authorization: basic ywrtaw46ahvudgvymg==",
        "content-type: application/json",
        "content-length: 7",
    ] {
        assert!(request.lines().any(|other| other == line), "{line}: {request}");
    }
    assert!(request.ends_with("\r\n\r\n{\"a\":1}"), "{request}");
}

#[test]
fn one_connection_serves_many_requests() {
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    let server = Server::plain(vec![Reply::Keep(&[ANSWER, ANSWER, ANSWER])]);
    let http = server.client("x://127.0.0.1:PORT").unwrap();
    for _ in 0..3 {
        assert_eq!(post(&http).unwrap().body, b"{}");
    }
    assert_eq!(server.finish().len(), 3);
}

#[test]
fn a_busy_array_is_asked_again() {
    const BUSY: &[u8] = b"HTTP/1.0 503 Busy\r\nRetry-After: 0\r\n\r\n";
    let server = Server::plain(vec![
        Reply::Close(BUSY),
        Reply::Close(BUSY),
        Reply::Close(b"HTTP/1.0 200 OK\r\n\r\nyes"),
    ]);
    assert_eq!(post(&server.client("x://127.0.0.1:PORT").unwrap()).unwrap().body, b"yes");
    assert_eq!(server.finish().len(), 3);

    let server = Server::plain((0..5).map(|_| Reply::Close(BUSY)).collect());
    let answer = post(&server.client("x://127.0.0.1:PORT").unwrap()).unwrap();
    assert_eq!((answer.status, server.finish().len()), (503, 5));

    // A pause that the patience does not cover is not made.
    let server = Server::plain(vec![Reply::Close(b"HTTP/1.0 503 \r\nRetry-After: 3600\r\n\r\n")]);
    assert_eq!(post(&server.client("x://127.0.0.1:PORT").unwrap()).unwrap().status, 503);
}

#[test]
fn a_redirection_is_not_followed() {
    let server = Server::plain(vec![Reply::Close(
        b"HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    )]);
    let answer = post(&server.client("x://127.0.0.1:PORT").unwrap()).unwrap();
    assert_eq!(answer.status, 307);
    assert_eq!(answer.success().unwrap_err().kind, ErrorKind::PLUGIN_BUG);
}

#[test]
fn statuses_mean_the_same_everywhere() {
    for (status, kind) in [
        ("401", ErrorKind::PLUGIN_AUTH_FAILED),
        ("403", ErrorKind::PERMISSION_DENIED),
        ("404", ErrorKind::PLUGIN_BUG),
        ("413", ErrorKind::PLUGIN_BUG),
        ("500", ErrorKind::PLUGIN_BUG),
        ("502", ErrorKind::NETWORK_ERROR),
    ] {
        let text = format!("HTTP/1.0 {status} No\r\nX-Why: because\r\n\r\n<h1>raw\r\nbody");
        let server = Server::plain(vec![Reply::Close(text.leak().as_bytes())]);
        let answer = post(&server.client("x://127.0.0.1:PORT").unwrap()).unwrap();
        assert_eq!(answer.header("x-why"), Some("because"));
        let error = answer.success().unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.message.contains(status), "{error}");
        assert_eq!(error.detail.as_deref(), Some("<h1>raw  body"));
    }
}

#[test]
fn answers_that_are_none() {
    for (reply, kind, word) in [
        // The server of targetd writes some errors without any head.
        (Reply::Close(b"{\"error\": {\"code\": -32700}}"), ErrorKind::NETWORK_ERROR, "no HTTP"),
        // A server that wants TLS sends an alert.
        (Reply::Close(b"\x15\x03\x01\x00\x02\x02\x0a"), ErrorKind::NETWORK_ERROR, "+ssl"),
        (
            Reply::Close(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"),
            ErrorKind::NETWORK_ERROR,
            "broke",
        ),
        (Reply::Close(b"HTTP/1.1 200 OK\r\nConte"), ErrorKind::NETWORK_ERROR, ""),
        (Reply::Close(b""), ErrorKind::NETWORK_ERROR, "broke"),
    ] {
        let server = Server::plain(vec![reply]);
        let error = post(&server.client("x://127.0.0.1:PORT").unwrap()).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.message.contains(word), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn an_answer_is_no_longer_than_wanted() {
    let server = Server::plain(vec![Reply::Drip(b"HTTP/1.0 200 OK\r\n\r\n")]);
    let http = server.client("x://127.0.0.1:PORT").unwrap();
    let error = http.exchange(&Request::new(Method::Get, "/").limit(1000)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::PLUGIN_BUG, "{error}");
    assert!(error.message.contains("longer than 1000"), "{error}");
}

#[test]
fn patience_covers_every_phase() {
    let patience = Duration::from_millis(150);
    for reply in [
        Reply::Silence,
        Reply::Drip(b""),
        Reply::Drip(b"HTTP/1.1 200 OK\r\nX: "),
        Reply::Drip(b"HTTP/1.0 200 OK\r\n\r\n"),
    ] {
        let server = Server::plain(vec![reply]);
        let http = client(&format!("x://127.0.0.1:{}", server.port()), patience).unwrap();
        let start = Instant::now();
        let error = http.exchange(&Request::new(Method::Get, "/").limit(u64::MAX)).unwrap_err();
        let within = start.elapsed() < Duration::from_secs(15);
        let expected = matches!(error.kind, ErrorKind::TIMEOUT) && error.message.contains("150 ");
        // What drips without an end before the body is also more than a head may be.
        assert!(within && (expected || error.message.contains("no HTTP")), "{error}");
    }
    // A server that is connected to and never so much as shakes hands.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let uri = format!("x+ssl://127.0.0.1:{port}?no_ssl_verify=yes");
    let error = post(&client(&uri, patience).unwrap()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TIMEOUT, "{error}");
}

#[test]
fn arrays_that_are_not_there() {
    let uri = format!("x://127.0.0.1:{}", closed_port());
    let error = post(&client(&uri, Duration::from_secs(20)).unwrap()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NETWORK_CONNREFUSED, "{error}");
    // RFC 6761: no such name, ever.
    let error = post(&client("x://array.invalid", Duration::from_secs(60)).unwrap()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NETWORK_ERROR, "{error}");
    assert!(error.message.contains("array.invalid is not known"), "{error}");
}
