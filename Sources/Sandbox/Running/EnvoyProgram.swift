#if Sandbox
    import Controllers
    import DataPlane
    import Documents
    import NIOCore
    import Synchronization

    /// Runs in the container `envoy-proxy`: the proxy of one tenant, which the manager gives its configuration.
    final class EnvoyProgram: ContainerProgram {
        private let group: any EventLoopGroup
        private let envoys: RunningEnvoys
        private let healthCheckInterval: Duration
        private let state = Mutex(State())

        private struct State {
            var proxy: LayerFourProxy?
            var lastHeard: ContinuousClock.Instant?
            /// Of the configuration.
            var version: String?
        }

        init(group: any EventLoopGroup, envoys: RunningEnvoys, healthCheckInterval: Duration) {
            self.group = group
            self.envoys = envoys
            self.healthCheckInterval = healthCheckInterval
        }

        func run(_ container: ContainerContext) async throws {
            let proxy = LayerFourProxy(
                group: group, options: .init(healthCheckInterval: healthCheckInterval), accessLog: container.log)
            state.withLock { $0.proxy = proxy }
            envoys.add(proxy, namespace: container.namespace, pod: container.pod)
            container.log("[info] starting main dispatch loop")
            // Until it is cancelled; a manager that has not been heard for some seconds is taken for gone.
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                let heard = state.withLock { $0.lastHeard }
                proxy.setConnected(heard.map { $0 + Self.silence > .now } ?? false)
            }
            envoys.remove(namespace: container.namespace, pod: container.pod)
            state.withLock { $0.proxy = nil }
            await proxy.stop()
        }

        private static let silence = Duration.seconds(4)

        func respond(to request: ContainerRequest) async -> ContainerResponse? {
            guard let proxy = state.withLock({ $0.proxy }) else { return nil }
            let path = request.path.split(separator: "?", maxSplits: 1).first ?? ""
            switch (request.port, request.method, path) {
            case (18000, "POST", "/snapshot"):
                guard let snapshot = EnvoySnapshot(parsing: request.body) else {
                    return ContainerResponse(status: 400, body: Array("no snapshot\n".utf8))
                }
                state.withLock { $0.lastHeard = .now }
                proxy.setConnected(true)
                await proxy.apply(Self.configuration(snapshot))
                state.withLock { $0.version = snapshot.version }
                return ContainerResponse(body: Array("ok\n".utf8))
            case (18000, "POST", "/heartbeat"):
                // Only for an Envoy that has this version.
                guard let version = state.withLock({ $0.version }), request.path.hasSuffix("?version=\(version)") else {
                    return ContainerResponse(status: 409, body: Array("another version\n".utf8))
                }
                state.withLock { $0.lastHeard = .now }
                return ContainerResponse(body: Array("ok\n".utf8))
            case (19001, "GET", "/stats/prometheus"):
                return ContainerResponse(body: Array(proxy.statistics.utf8))
            case (9001, "GET", _), (19003, "GET", _):
                let answer = proxy.adminAnswer(to: request.path)
                return ContainerResponse(status: answer.status, contentType: answer.contentType, body: answer.body)
            case (19001, _, _), (18000, _, _), (19004, _, _):
                return ContainerResponse(status: 404, body: [])
            default: return nil
            }
        }

        private static func configuration(_ snapshot: EnvoySnapshot) -> ProxyConfiguration {
            var clusters: [ProxyConfiguration.Cluster] = []
            var listeners: [ProxyConfiguration.Listener] = []
            for listener in snapshot.listeners {
                guard let transport = TransportProtocol(rawValue: listener.protocol) else { continue }
                clusters.append(
                    ProxyConfiguration.Cluster(
                        name: listener.name, protocol: transport,
                        endpoints: listener.endpoints.map { ProxyEndpoint(address: $0.address, port: $0.port) },
                        hasPersistence: listener.keepsSource, sendsProxyHeader: listener.usesProxyProtocol))
                listeners.append(
                    ProxyConfiguration.Listener(port: listener.port, protocol: transport, cluster: listener.name))
            }
            return ProxyConfiguration(version: snapshot.version, clusters: clusters, listeners: listeners)
        }
    }
#endif
