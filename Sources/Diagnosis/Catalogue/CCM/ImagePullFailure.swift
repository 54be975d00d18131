import Characters

/// Why an image cannot be pulled, by the message of the kubelet: decides what fixes it.
enum ImagePullFailure: Sendable, Hashable {
    /// The node does not have it, and the pull policy is Never: no registry is asked.
    case neverPulled
    /// The registry allows no more pulls for now.
    case rateLimit
    /// The node has no room for it.
    case disk
    case certificate
    /// The registry does not respond.
    case unreachable
    /// The image does not exist, or credentials are missing: registries often do not say which.
    case other

    private static let phrases: [(ImagePullFailure, [String])] = [
        (.neverPulled, ["errimageneverpull", "pull policy of never"]),
        (.rateLimit, ["toomanyrequests", "429 too many requests", "rate limit"]),
        (.disk, ["no space left on device", "disk quota exceeded"]),
        (.certificate, ["x509:"]),
        (
            .unreachable,
            [
                "no such host", "i/o timeout", "connection refused", "connection reset", "no route to host",
                "network is unreachable", "tls handshake timeout", "deadline exceeded", "502 bad gateway",
                "503 service unavailable", "server misbehaving",
            ]
        ),
    ]

    /// `message` may begin with the reason of the container's state, such as `ErrImagePull`.
    init(_ message: String) {
        let words = message.lowercased()
        self = Self.phrases.first { $0.1.contains { words.containsBytes(of: $0) } }?.0 ?? .other
    }

    /// What fixes it, in the order in which to try; empty for one that only its image can decide.
    var advice: [String] {
        switch self {
        case .neverPulled: ["set the container's imagePullPolicy to IfNotPresent, or load the image onto the node"]
        case .rateLimit:
            [
                "pull with an account of the registry, which raises its limit: give the ServiceAccount of the pods a pull secret",
                "pull from a registry of your own: configure a mirror in the container runtime of the nodes",
                "wait until the registry's limit is reset; the kubelet retries by itself",
            ]
        case .disk: ["free disk space on the node: its container runtime has no room for the image"]
        case .certificate:
            ["let the nodes trust the registry's certificate: install its CA on them, or correct their clocks"]
        case .unreachable:
            ["restore the connection from the nodes to the registry: DNS, proxy, firewall, or the registry"]
        case .other: []
        }
    }
}
