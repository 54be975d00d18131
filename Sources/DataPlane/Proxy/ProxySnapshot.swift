#if Sandbox
    import NIOCore

    /// What a proxy has to tell of itself at one moment.
    struct ProxySnapshot {
        struct Cluster {
            var name: String
            var isStatic = false
            var isUDP = false
            var total = 0
            var healthy = 0
            var counts = ProxyCluster.Counts()
        }

        struct Listener {
            var name: String
            var port: Int
            var isStatic = false
            var isUDP = false
            var counts = ProxyListener.Counts()
        }

        var clusters: [Cluster]
        var listeners: [Listener]
        var counts: ConfigurationCounts
        var isConnected: Bool
        /// Of the version's text; 0 before there is any configuration.
        var version: UInt64
        var uptime: Int

        /// The listeners that every Envoy of KubeLB has, by their names in its bootstrap configuration.
        static let staticListeners = [
            ("probe_listener", 19003), ("health_check_listener", 19004), ("stats_listener", 19001),
        ]

        var sortedClusters: [Cluster] { clusters.sorted { $0.name < $1.name } }
    }

    extension LayerFourProxy {
        var snapshot: ProxySnapshot {
            state.withLock { state in
                let dynamic = state.clusters.map { name, cluster in
                    let hosts = cluster.hosts
                    return ProxySnapshot.Cluster(
                        name: name, isUDP: !cluster.isChecked, total: hosts.count,
                        healthy: hosts.count { $0.health.isHealthy }, counts: cluster.counts)
                }
                let admin = ProxySnapshot.Cluster(name: "admin_cluster", isStatic: true, total: 1, healthy: 1)
                var controlPlane = ProxySnapshot.Cluster(name: "xds_cluster", isStatic: true, total: 1, healthy: 1)
                controlPlane.counts.active = state.isConnected ? 1 : 0
                controlPlane.counts.connections = state.counts.clusterUpdates > 0 || state.isConnected ? 1 : 0
                let listeners = state.listeners.values.sorted { $0.port < $1.port }.map { listener in
                    ProxySnapshot.Listener(
                        name: listener.cluster.configuration.name, port: listener.port,
                        isUDP: listener.protocol == .udp, counts: listener.counts)
                }
                let fixed = ProxySnapshot.staticListeners.map {
                    ProxySnapshot.Listener(name: $0.0, port: $0.1, isStatic: true)
                }
                return ProxySnapshot(
                    clusters: dynamic + [admin, controlPlane], listeners: fixed + listeners, counts: state.counts,
                    isConnected: state.isConnected,
                    version: state.configuration.map { StableHash.of($0.version) } ?? 0,
                    uptime: Int((NIODeadline.now() - start).nanoseconds / 1_000_000_000))
            }
        }
    }
#endif
