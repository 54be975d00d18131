#if Sandbox
    import DataPlane
    import Synchronization

    /// The proxies that run in Envoy's place, by the pods that they run in.
    final class RunningEnvoys: Sendable {
        private let proxies = Mutex<[String: LayerFourProxy]>([:])

        func add(_ proxy: LayerFourProxy, namespace: String, pod: String) {
            proxies.withLock { $0["\(namespace)/\(pod)"] = proxy }
        }

        func remove(namespace: String, pod: String) {
            _ = proxies.withLock { $0.removeValue(forKey: "\(namespace)/\(pod)") }
        }

        func proxy(namespace: String, pod: String) -> LayerFourProxy? {
            proxies.withLock { $0["\(namespace)/\(pod)"] }
        }
    }
#endif
