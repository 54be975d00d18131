#if Sandbox
    /// What one node port of a Service leads to.
    package struct NodePortRule: Sendable, Hashable {
        package var nodePort: Int
        package var `protocol`: TransportProtocol
        package var endpoints: [NodePortEndpoint]
        /// `externalTrafficPolicy: Local`: a node leads to its own endpoints only.
        package var isLocal: Bool
        /// `sessionAffinity: ClientIP`: a client stays at its endpoint as long as that is there.
        package var hasAffinity: Bool

        package init(
            nodePort: Int, protocol: TransportProtocol, endpoints: [NodePortEndpoint], isLocal: Bool = false,
            hasAffinity: Bool = false
        ) {
            self.nodePort = nodePort
            self.protocol = `protocol`
            self.endpoints = endpoints
            self.isLocal = isLocal
            self.hasAffinity = hasAffinity
        }
    }

    /// A pod behind a node port, and the node that it runs on.
    package struct NodePortEndpoint: Sendable, Hashable {
        package var address: String
        package var port: Int
        package var nodeName: String

        package init(address: String, port: Int, nodeName: String) {
            self.address = address
            self.port = port
            self.nodeName = nodeName
        }
    }

    /// What a node does with those who come from outside.
    package enum NodePortBlocking: Sendable, Hashable {
        case open
        /// Nothing listens: TCP is refused, UDP answered with "port unreachable".
        case refuse
        /// As behind a firewall that drops: a connection is neither made nor refused, datagrams are lost. Connections that
        /// are already there go on.
        case silent
    }
#endif
