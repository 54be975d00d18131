import Documents
import KubeLB
import Kubernetes

/// Tells the Envoys of each tenant what to do, and lets them know that the manager is there.
///
/// The real manager does so by xDS on a port of its own; here it goes through `pods/proxy`, so that a manager which runs
/// as a process of its own works the same way.
actor EnvoyConfigurer {
    private let client: APIClient
    private let cache: ManagerCache
    private let ports: SharedPorts
    private let log: ZapLog
    private let metrics: ControllerMetrics
    /// By the tenant's namespace; versions are computed from all of a snapshot, so they are kept.
    private var snapshots: [String: (snapshot: EnvoySnapshot, version: String)] = [:]
    /// Which version each pod took last.
    private var delivered: [String: String] = [:]

    init(client: APIClient, cache: ManagerCache, ports: SharedPorts, log: ZapLog, metrics: ControllerMetrics) {
        self.client = client
        self.cache = cache
        self.ports = ports
        self.log = log
        self.metrics = metrics
    }

    /// A delay where it has to be tried again; throws where the addresses are missing.
    func configure(_ namespace: String) async throws -> Duration? {
        let balancers = await cache.loadBalancers.all(in: namespace).map(\.object).filter {
            !$0.metadata.isBeingDeleted && $0.isAccepted
        }
        let needsAddresses = balancers.contains { $0.spec.endpoints.contains { $0.addressesReference != nil } }
        let addresses = await cache.addresses.object(KubeLBNames.defaultAddresses, in: namespace)?.object.addresses
        guard addresses != nil || !needsAddresses else {
            // Nothing is sent: the Envoys keep what they have.
            throw ReconcileFailure(
                description:
                    "failed to get addresses: addresses.kubelb.k8c.io \"\(KubeLBNames.defaultAddresses)\" not found")
        }
        var held: [String: [LoadBalancerPort: Int]] = [:]
        for balancer in balancers { held[balancer.metadata.name] = await ports.held(balancer) }
        let snapshot = DesiredSnapshot.make(of: balancers, addresses: addresses ?? []) { balancer, port in
            held[balancer.metadata.name]?[port]
        }
        if snapshots[namespace]?.snapshot != snapshot {
            log.info(
                snapshots[namespace] == nil ? "init snapshot" : "updating snapshot",
                ("controller", "envoy-cp-controller"), ("namespace", .string(namespace)))
            snapshots[namespace] = (snapshot, snapshot.version)
            let labels = ["snapshot_name": namespace]
            metrics.set("kubelb_manager_envoycp_listeners", Double(snapshot.listeners.count), labels)
            metrics.set("kubelb_manager_envoycp_clusters", Double(snapshot.listeners.count), labels)
        }
        let isComplete = await deliver(namespace)
        return isComplete ? nil : .milliseconds(300)
    }

    /// Comes back to every Envoy before it takes the manager for gone.
    func keepInTouch() async {
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            for namespace in snapshots.keys { _ = await deliver(namespace) }
        }
    }

    private func deliver(_ namespace: String) async -> Bool {
        guard let (snapshot, version) = snapshots[namespace] else { return true }
        var isComplete = true
        var encoded: [UInt8]?
        for pod in await cache.pods.all(in: namespace)
        where !pod.metadata.isBeingDeleted && pod.document["status"]?["podIP"] != nil {
            // An Envoy that has the version needs to hear only that the manager is there.
            if delivered[pod.metadata.uid] == version,
                await send(nil, to: "heartbeat?version=\(version)", of: pod)
            {
                continue
            }
            let body = encoded ?? snapshot.document.encoded()
            encoded = body
            if await send(body, to: "snapshot", of: pod) {
                delivered[pod.metadata.uid] = version
            } else {
                delivered[pod.metadata.uid] = nil
                isComplete = false
            }
        }
        return isComplete
    }

    private func send(_ body: [UInt8]?, to path: String, of pod: WatchedObject<Pod>) async -> Bool {
        var call = APICall(
            "/api/v1/namespaces/\(pod.metadata.namespace)/pods/\(pod.metadata.name):18000/proxy/\(path)")
        call.method = "POST"
        call.body = body ?? []
        do throws(APIError) {
            _ = try await client.answer(to: call)
            return true
        } catch {
            return false
        }
    }
}
