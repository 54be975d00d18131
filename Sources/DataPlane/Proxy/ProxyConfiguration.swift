#if Sandbox
    /// What a control plane tells a proxy: which ports there are, and which nodes they lead to.
    package struct ProxyConfiguration: Sendable, Hashable {
        /// The nodes behind one port of a Service.
        package struct Cluster: Sendable, Hashable {
            /// Also the name of its statistics: `<namespace>-<uid>-ep-<i>-port-<node port>-<protocol>`.
            package var name: String
            package var `protocol`: TransportProtocol
            package var endpoints: [ProxyEndpoint]
            /// A client stays at one endpoint, as far as that is healthy; else they take turns.
            package var hasPersistence: Bool
            /// Endpoints are told of the client in a PROXY protocol v2 header (TCP only).
            package var sendsProxyHeader: Bool

            package init(
                name: String, protocol: TransportProtocol, endpoints: [ProxyEndpoint], hasPersistence: Bool = false,
                sendsProxyHeader: Bool = false
            ) {
                self.name = name
                self.protocol = `protocol`
                self.endpoints = endpoints
                self.hasPersistence = hasPersistence
                self.sendsProxyHeader = sendsProxyHeader
            }
        }

        /// A port of the proxy's pod, to which external addresses lead.
        package struct Listener: Sendable, Hashable {
            package var port: Int
            package var `protocol`: TransportProtocol
            package var cluster: String

            package init(port: Int, protocol: TransportProtocol, cluster: String) {
                self.port = port
                self.protocol = `protocol`
                self.cluster = cluster
            }
        }

        package var version: String
        package var clusters: [Cluster]
        package var listeners: [Listener]

        package init(version: String, clusters: [Cluster], listeners: [Listener]) {
            self.version = version
            self.clusters = clusters
            self.listeners = listeners
        }
    }

    /// A node and its node port.
    package struct ProxyEndpoint: Sendable, Hashable {
        package var address: String
        package var port: Int

        package init(address: String, port: Int) {
            self.address = address
            self.port = port
        }
    }

    /// Where an external load balancer would lead to a port of the proxy.
    package struct ProxyBinding: Sendable, Hashable {
        package var address: String
        package var port: Int
        package var `protocol`: TransportProtocol
        package var listenerPort: Int

        package init(address: String, port: Int, protocol: TransportProtocol, listenerPort: Int) {
            self.address = address
            self.port = port
            self.protocol = `protocol`
            self.listenerPort = listenerPort
        }
    }

    /// What became of bindings.
    package struct BindOutcome: Sendable {
        /// A binding that answers at another port, because its own may not be bound.
        package struct Substitute: Sendable, Hashable {
            package var binding: ProxyBinding
            package var port: Int
        }

        /// Tried again the next time.
        package var failures: [BindFailure] = []
        package var substitutes: [Substitute] = []
    }
#endif
