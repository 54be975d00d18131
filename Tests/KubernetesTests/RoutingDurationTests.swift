import Kubernetes
import Testing

/// Durations of the Gateway API.
@Suite struct RoutingDurationTests {
    @Test(
        arguments: [
            ("300ms", 300), ("10s", 10_000), ("1h30m", 5_400_000), ("1m30s500ms", 90_500), ("0s", 0), ("", nil),
            ("10", nil), ("s", nil), ("1.5s", nil), ("100000s", nil), ("-1s", nil), ("1d", nil), ("1 s", nil),
        ] as [(String, Int?)])
    func milliseconds(text: String, expected: Int?) { #expect(RoutingDuration.milliseconds(text) == expected) }
}
