import KubeLB
import Kubernetes
import Testing

/// What Envoy's log says about the manager's configuration.
@Suite struct EnvoyComplaintTests {
    private static let start = "[2026-11-22 21:38:05.412][1][warning][config] [source/extensions/x.cc:138] "

    @Test(
        arguments: [
            (
                "gRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating "
                    + "listener(s) tenant-a-ep-0-port-30911-TCP: cannot bind '0.0.0.0:21877': Address already in use",
                .rejected(
                    resource: "tenant-a-ep-0-port-30911-TCP",
                    reason: "cannot bind '0.0.0.0:21877': Address already in use")
            ),
            (
                "gRPC config for type.googleapis.com/envoy.config.cluster.v3.Cluster rejected: Error adding/updating "
                    + "cluster(s) a: Proto constraint validation failed",
                .rejected(resource: "a", reason: "Proto constraint validation failed")
            ),
            (
                "gRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: unknown field",
                .rejected(resource: nil, reason: "unknown field")
            ),
            (
                "delta config for type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret rejected: Failed to load "
                    + "certificate chain from <inline>, only RSA certificates with 2048-bit or larger keys are supported",
                .rejected(
                    resource: nil,
                    reason:
                        "Failed to load certificate chain from <inline>, only RSA certificates with 2048-bit or larger keys "
                        + "are supported")
            ),
            ("config for the cluster was rejected", nil),
            (
                "StreamListeners gRPC config stream to xds_cluster closed since 620s ago: 14, no healthy upstream",
                .cutOff(reason: "no healthy upstream", isLasting: true)
            ),
            (
                "StreamListeners gRPC config stream to xds_cluster closed: 13, upstream_reset_after_response_started",
                .cutOff(reason: "upstream_reset_after_response_started", isLasting: false)
            ),
            (
                "gRPC config: initial fetch timed out for type.googleapis.com/envoy.config.listener.v3.Listener",
                .cutOff(reason: "", isLasting: true)
            ),
            ("lds: add/update listener 'a'", nil), ("all clusters initialized. initializing init manager", nil),
        ] as [(String, EnvoyComplaint?)])
    func isRead(message: String, expected: EnvoyComplaint?) {
        let reference = Timestamp(milliseconds: 1_795_383_600_000)
        let line = LogLine(envoy: Array((Self.start + message).utf8)[...], access: nil, reference: reference)
        #expect(EnvoyComplaint(line) == expected)
        #expect(line.time != nil)
    }

    @Test func informationIsNoComplaint() {
        let text =
            "[2026-11-22 21:38:05.412][1][info][config] [source/x.cc:1] StreamListeners gRPC config stream to xds_cluster "
            + "closed since 620s ago: 14, no healthy upstream"
        let reference = Timestamp(milliseconds: 1_795_383_600_000)
        #expect(EnvoyComplaint(LogLine(envoy: Array(text.utf8)[...], access: nil, reference: reference)) == nil)
    }
}
