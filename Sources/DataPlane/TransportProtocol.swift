#if Sandbox
    /// The transport of a port, by its name in Kubernetes' objects.
    package enum TransportProtocol: String, Sendable, Hashable, CaseIterable {
        case tcp = "TCP"
        case udp = "UDP"
    }
#endif
