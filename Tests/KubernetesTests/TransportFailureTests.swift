import Redaction
import Testing
import Transport

@Suite("Transport failures, as libraries word them")
struct TransportFailureTests {
    @Test(
        "Go and client-go",
        arguments: [
            (
                "failed to create manager for kubelb cluster: Get \"https://127.0.0.1:41999/api?timeout=10s\": dial tcp "
                    + "127.0.0.1:41999: connect: connection refused",
                TransportFailure.refused(endpoint: "127.0.0.1:41999")
            ),
            ("dial tcp [::1]:6443: connect: connection refused", .refused(endpoint: "[::1]:6443")),
            (
                "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
                .refused(endpoint: "localhost:8080")
            ),
            ("connection refused", .refused(endpoint: nil)),
            (
                "Get \"https://api.example.com:6443/version\": dial tcp: lookup api.example.com on 10.96.0.10:53: no such host",
                .nameNotResolved(host: "api.example.com")
            ),
            (
                "dial tcp: lookup api.example.com: Temporary failure in name resolution",
                .nameNotResolved(host: "api.example.com")
            ),
            (
                "dial tcp: lookup api.example.com on 10.0.0.2:53: read udp 10.0.0.9:4711->10.0.0.2:53: i/o timeout",
                .nameNotResolved(host: "api.example.com")
            ),
            (
                "dial tcp: lookup db on 10.0.0.2:53: read udp 10.0.0.9:4711->10.0.0.2:53: read: connection refused",
                .nameNotResolved(host: "db")
            ),
            (
                "Get \"https://10.0.0.5:6443/\": dial tcp 10.0.0.5:6443: i/o timeout",
                .timedOut(endpoint: "10.0.0.5:6443")
            ),
            ("context deadline exceeded", .timedOut(endpoint: nil)),
            (
                "Get \"https://h:6443/api\": net/http: request canceled while waiting for connection "
                    + "(Client.Timeout exceeded while awaiting headers)", .timedOut(endpoint: "h:6443")
            ),
            ("Get \"https://h:6443/api\": net/http: TLS handshake timeout", .timedOut(endpoint: "h:6443")),
            ("dial tcp 10.1.2.3:6443: connect: no route to host", .unreachable(endpoint: "10.1.2.3:6443")),
            ("dial tcp 10.1.2.3:6443: connect: network is unreachable", .unreachable(endpoint: "10.1.2.3:6443")),
            (
                "read tcp 10.0.0.9:50000->10.0.0.5:6443: read: connection reset by peer",
                .reset(endpoint: "10.0.0.5:6443")
            ),
            ("Get \"https://h:6443/api/v1/nodes\": EOF", .reset(endpoint: "h:6443")),
            ("unexpected EOF", .reset(endpoint: nil)),
            ("Get \"https://h:6443/api\": http2: client connection lost", .reset(endpoint: "h:6443")),
            (
                "Get \"https://h:6443/api\": proxyconnect tcp: dial tcp 10.9.9.9:3128: connect: connection refused",
                .proxy(endpoint: "10.9.9.9:3128")
            ),
        ])
    func go(text: String, failure: TransportFailure) {
        #expect(TransportFailure(describing: text) == failure)
    }

    @Test(
        "curl",
        arguments: [
            ("Could not resolve host: api.example.com", TransportFailure.nameNotResolved(host: "api.example.com")),
            ("curl: (6) Could not resolve host: api.example.com", .nameNotResolved(host: "api.example.com")),
            ("Could not resolve proxy: squid", .proxy(endpoint: "squid")),
            ("Received HTTP code 407 from proxy after CONNECT", .proxy(endpoint: nil)),
            ("CONNECT tunnel failed, response 403", .proxy(endpoint: nil)),
            ("Failed to connect to h port 443: Connection refused", .refused(endpoint: "h:443")),
            (
                "Failed to connect to h port 443 after 2 ms: Couldn't connect to server",
                .notConnected(endpoint: "h:443")
            ),
            (
                "Failed to connect to fd00::1 port 6443 after 0 ms: Connection refused",
                .refused(endpoint: "[fd00::1]:6443")
            ),
            ("Failed to connect to h port 443 after 3002 ms: No route to host", .unreachable(endpoint: "h:443")),
            (
                "Failed to connect to h port 443 after 3002 ms: Timeout was reached",
                .timedOut(endpoint: "h:443")
            ),
            ("Connection timed out after 5001 milliseconds", .timedOut(endpoint: nil)),
            ("Operation timed out after 30001 milliseconds with 0 bytes received", .timedOut(endpoint: nil)),
            ("Recv failure: Connection reset by peer", .reset(endpoint: nil)),
            ("Empty reply from server", .reset(endpoint: nil)),
            ("OpenSSL SSL_connect: Connection reset by peer in connection to h:443", .reset(endpoint: "h:443")),
        ])
    func curl(text: String, failure: TransportFailure) {
        #expect(TransportFailure(describing: text) == failure)
    }

    @Test(
        "TLS",
        arguments: [
            (
                "tls: failed to verify certificate: x509: certificate signed by unknown authority",
                TLSReason.unknownAuthority
            ),
            ("SSL certificate problem: unable to get local issuer certificate", .unknownAuthority),
            ("SSL certificate problem: self-signed certificate in certificate chain", .unknownAuthority),
            ("x509: certificate has expired or is not yet valid", .outsideValidity),
            (
                "x509: certificate has expired or is not yet valid: current time 2026-11-22T20:00:00Z is after "
                    + "2026-01-01T00:00:00Z", .expired
            ),
            (
                "x509: certificate has expired or is not yet valid: current time 2026-11-22T20:00:00Z is before "
                    + "2027-01-01T00:00:00Z", .notYetValid
            ),
            ("SSL certificate problem: certificate has expired", .expired),
            ("SSL certificate problem: certificate is not yet valid", .notYetValid),
            (
                "x509: certificate is valid for kubernetes, kubernetes.default, 10.96.0.1, not api.example.com",
                .nameMismatch(expected: "api.example.com")
            ),
            (
                "x509: cannot validate certificate for 10.0.0.5 because it doesn't contain any IP SANs",
                .nameMismatch(expected: "10.0.0.5")
            ),
            (
                "SSL: no alternative certificate subject name matches target host name 'api.example.com'",
                .nameMismatch(expected: "api.example.com")
            ),
            (
                "SSL: certificate subject name 'a' does not match target host name 'b'", .nameMismatch(expected: "b")
            ),
            (
                "tls: failed to verify certificate: x509: certificate relies on legacy Common Name field, use SANs instead",
                .commonNameOnly
            ),
            (
                "x509: certificate relies on legacy Common Name field, use SANs or temporarily enable Common Name matching with "
                    + "GODEBUG=x509ignoreCN=0", .commonNameOnly
            ),
            ("remote error: tls: bad certificate", .clientCertificateRefused),
            ("remote error: tls: certificate required", .clientCertificateRefused),
            (
                "error:0A00045C:SSL routines::tlsv13 alert certificate required", .clientCertificateRefused
            ),
            ("http: server gave HTTP response to HTTPS client", .notTLS),
            ("tls: first record does not look like a TLS handshake", .notTLS),
            ("error:0A00010B:SSL routines::wrong version number", .notTLS),
            ("remote error: tls: handshake failure", .other("remote error: tls: handshake failure")),
        ])
    func tls(text: String, reason: TLSReason) {
        #expect(TransportFailure(describing: text) == .tls(reason, endpoint: nil))
    }

    @Test("A TLS failure names the server of the URL")
    func tlsEndpoint() {
        let text =
            #"Get "https://api.example.com:6443/api": tls: failed to verify certificate: x509: certificate signed by unknown authority"#
        let failure = TransportFailure(describing: text)
        #expect(failure == .tls(.unknownAuthority, endpoint: "api.example.com:6443"))
        #expect(failure.endpoint == "api.example.com:6443")
    }

    @Test(
        "What is not about the connection stays as it is",
        arguments: [
            "the server has asked for the client to provide credentials",
            "services is forbidden: User \"x\" cannot list resource \"services\"",
            "services \"EOF-collector\" not found", "Unauthorized", "",
        ])
    func unrecognised(text: String) {
        #expect(TransportFailure(describing: text) == .other(text))
    }

    @Test(
        "Credentials never come through",
        arguments: [
            "Get \"https://joe:s3cret-value@h:6443/api?token=s3cret-value\": odd",
            "https://s3cret-value@h/ refused the connection",
            "proxyconnect tcp: parse http://u:s3cret-value@proxy:3128: odd",
            "GET /api/v1/pods?access_token=s3cret-value failed",
            "x509: odd, sent Authorization: Bearer s3cret-value-s3cret-value",
            "lookup joe: https://u:p@s3cret-value@h: no such host",
            #"{"error":"Get \"https://u:s3cret-value@h/?a=s3cret-value\": EOF"}"#,
        ])
    func credentials(text: String) {
        let failure = TransportFailure(describing: text)
        #expect(!failure.summary.contains("s3cret-value"))
        #expect(!String(describing: failure).contains("s3cret-value"))
    }

    @Test("What stands around a credential is kept")
    func credentialSurroundings() {
        let stripped = TextRedactor.message(
            "Get \"https://u:p@h:6443/api?limit=5\":\n\tbearer token is odd; is it? a=b")
        #expect(stripped == "Get \"https://h:6443/api\": bearer token is odd; is it? a=b")
    }

    @Test(
        "Summaries",
        arguments: [
            (TransportFailure.refused(endpoint: "127.0.0.1:41999"), "connection refused by 127.0.0.1:41999"),
            (.refused(endpoint: nil), "connection refused"),
            (.notConnected(endpoint: "h:443"), "cannot connect to h:443"),
            (.nameNotResolved(host: "h"), "cannot resolve the name h"),
            (.nameNotResolved(host: nil), "cannot resolve the server's name"),
            (.timedOut(endpoint: "h:1"), "timed out waiting for h:1"),
            (.unreachable(endpoint: nil), "no route to the server"),
            (.reset(endpoint: "h:1"), "connection dropped by h:1"),
            (.proxy(endpoint: "p:3128"), "the proxy p:3128 did not forward the connection"),
            (.tls(.expired, endpoint: "h:1"), "the server's certificate has expired, at h:1"),
            (.tls(.nameMismatch(expected: "n"), endpoint: nil), "the server's certificate is not valid for n"),
            (.other("odd"), "odd"),
        ])
    func summaries(failure: TransportFailure, summary: String) {
        #expect(failure.summary == summary)
    }

    @Test(
        "Words of older bundles",
        arguments: [
            ("GET /version: timed out waiting for the answer (h:1)", TransportFailure.timedOut(endpoint: "h:1")),
            ("timed out reading the answer", .timedOut(endpoint: nil)),
            ("connection dropped in the middle of the answer (h:1)", .reset(endpoint: "h:1")),
            ("the proxy p:3128 did not pass the connection on", .proxy(endpoint: "p:3128")),
            ("the proxy did not pass the connection on", .proxy(endpoint: nil)),
        ])
    func olderWords(text: String, failure: TransportFailure) {
        #expect(TransportFailure(describing: text) == failure)
    }
}
