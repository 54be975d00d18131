import KubeLB
import Kubernetes
import Testing

@Suite("Times of requests in logs of proxies")
struct RequestTimeTests {
    @Test(
        arguments: [
            (
                #"203.0.113.7 - - [28/Nov/2026:23:17:54 +0000] "GET / HTTP/2.0" 500 170 "-" "curl""#,
                "2026-11-28T23:17:54Z"
            ),
            (
                #"203.0.113.7:40112 [28/Nov/2026:22:50:36.204] http acme_web_http/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC-- 3/1/0/0/0 0/0"#,
                "2026-11-28T22:50:36.204Z"
            ),
            (
                #"{":authority":"a","response_code":401,"start_time":"2026-11-28T23:20:06.943Z"}"#,
                "2026-11-28T23:20:06.943Z"
            ),
            ("2026/11/28 23:15:48 [alert] 33#33: 1024 worker_connections are not enough", "2026-11-28T23:15:48Z"),
            // In another time zone, of another format, without a time.
            (#"203.0.113.7 - - [28/Nov/2026:23:17:54 +0200] "GET / HTTP/2.0" 500 170"#, nil),
            ("[WARNING]  (262) : Server acme_web_http/SRV_1 is DOWN, reason: Layer4 timeout", nil),
            (#"{"start_time":"yesterday"}"#, nil), ("a [b] c", nil), ("a [1/x/2026:23:17] c", nil), ("", nil),
        ] as [(String, String?)])
    func ofLines(text: String, wanted: String?) {
        #expect(LogSamples.line(text).requestTime == wanted.flatMap { Timestamp($0) })
    }
}
