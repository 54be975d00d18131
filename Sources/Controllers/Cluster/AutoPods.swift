import Documents
import Kubernetes

/// Gives a Service whose selector matches no pod two pods that answer, so that a first try needs one command only.
package struct AutoPods: Sendable {
    /// A Service with this annotation at `"false"` gets none.
    package static let annotation = "sandbox.kubelb-ctl/auto-pods"

    private let client: APIClient

    package init(client: APIClient) { self.client = client }

    private struct Key: Hashable { var namespace: String, name: String }

    /// Runs until the task is cancelled.
    package func run() async {
        let work = WorkQueue<Key>()
        let pods = WatchedObjects(client, Pod.self, index: ObjectIndex(keys: \.metadata.labelKeys))
        let deployments = WatchedObjects(
            client, Deployment.self,
            index: ObjectIndex { deployment in
                var template = deployment.metadata
                template.labels = deployment.state.templateLabels
                return template.labelKeys
            })
        let decided = Decided()
        let services = WatchedObjects(client, Service.self) { change, service in
            if change == .deleted { await decided.forget(service.object) }
            await work.add(Key(namespace: service.metadata.namespace, name: service.metadata.name), after: Self.pause)
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await pods.run() }
            group.addTask { await deployments.run() }
            group.addTask { await services.run() }
            group.addTask {
                for isSynced in [
                    await pods.waitUntilSynced(), await deployments.waitUntilSynced(), await services.waitUntilSynced(),
                ] where !isSynced { return }
                await work.run(workers: 2) { key in
                    guard let service = await services.object(key.name, in: key.namespace),
                        AutoPodsDecision.mayHavePods(service.object), await !decided.contains(service.object)
                    else { return nil }
                    let label = service.metadata.key(selecting: service.object.selector) ?? ""
                    let present =
                        await pods.all(with: label).map(\.metadata.labels)
                        + deployments.all(with: label).map(\.object.state.templateLabels)
                    guard !AutoPodsDecision.isServed(service.object, by: present) else {
                        await decided.insert(service.object)
                        return nil
                    }
                    do throws(APIError) {
                        try await client.create(
                            AutoPodsDecision.deployment(for: service.document),
                            in: ObjectPath(Deployment.self, namespace: key.namespace))
                    } catch {
                        guard case .conflict = error else { throw error }
                    }
                    await decided.insert(service.object)
                    return nil
                }
            }
        }
    }

    /// Whoever makes a Service and its pods together is given the time to.
    private static let pause = Duration.milliseconds(300)

    /// Services that have been decided on, with the selector they had: pods that somebody takes away stay away.
    private actor Decided {
        private var selectors: [String: [String: String]] = [:]

        func contains(_ service: Service) -> Bool { selectors[service.metadata.uid] == service.selector }
        func insert(_ service: Service) { selectors[service.metadata.uid] = service.selector }
        func forget(_ service: Service) { selectors[service.metadata.uid] = nil }
    }
}
