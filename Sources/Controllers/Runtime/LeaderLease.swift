import Documents
import Kubernetes
import LocalSystem

/// A Lease (coordination.k8s.io/v1) that one of several controllers holds, as client-go's leader election does it.
package struct LeaderLease: Sendable {
    /// The Lease could not be renewed in time, or another took it.
    package struct Lost: Error, CustomStringConvertible {
        package let description = "leader election lost"
    }

    /// client-go's defaults: 15 s, 10 s, 2 s.
    package struct Timing: Sendable {
        package var duration = Duration.seconds(15)
        package var renewDeadline = Duration.seconds(10)
        package var retryPeriod = Duration.seconds(2)

        package init() {}
    }

    private let client: APIClient
    private let path: ObjectPath
    private let identity: String
    private let releasesAtEnd: Bool
    private let timing: Timing
    private let log: @Sendable (String) -> Void

    /// `log` gets what client-go says: `attempting to acquire leader lease kubelb/…...`.
    package init(
        client: APIClient, namespace: String, name: String, identity: String, releasesAtEnd: Bool,
        timing: Timing = Timing(), log: @escaping @Sendable (String) -> Void
    ) {
        self.client = client
        path = ObjectPath(resource: "leases.coordination.k8s.io", namespace: namespace, name: name)
        self.identity = identity
        self.releasesAtEnd = releasesAtEnd
        self.timing = timing
        self.log = log
    }

    private var label: String { "\(path.namespace ?? "")/\(path.name ?? "")" }

    /// Waits for the Lease, then runs `body` and renews; throws what `body` throws, or `Lost`. Cancelling the task ends both.
    package func hold(_ body: @escaping @Sendable () async throws -> Void) async throws {
        log("attempting to acquire leader lease \(label)...")
        try await acquire()
        log("successfully acquired lease \(label)")
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await body() }
                group.addTask { try await renew() }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            await releaseIfWanted()
            throw error
        }
        await releaseIfWanted()
    }

    private func acquire() async throws {
        var seen: (record: JSONValue?, since: ContinuousClock.Instant) = (nil, .now)
        while true {
            try Task.checkCancellation()
            do throws(APIError) {
                let lease = try await client.get(path)
                let specification = lease["spec"]
                if specification != seen.record { seen = (specification, .now) }
                let holder = specification?["holderIdentity"]?.string ?? ""
                let duration = Duration.seconds(specification?["leaseDurationSeconds"]?.int ?? 0)
                if holder.isEmpty || holder == identity || seen.since + duration < .now {
                    try await client.update(record(in: lease, from: specification, takenFrom: holder), at: path)
                    return
                }
            } catch {
                if case .notFound = error, await create() { return }
            }
            try await Task.sleep(for: timing.retryPeriod)
        }
    }

    private func create() async -> Bool {
        var collection = path
        collection.name = nil
        let lease: JSONValue = [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
            "metadata": ["name": .string(path.name ?? ""), "namespace": .string(path.namespace ?? "")],
        ]
        return (try? await client.create(record(in: lease, from: nil, takenFrom: nil), in: collection)) != nil
    }

    /// The Lease as its new holder writes it.
    private func record(in lease: JSONValue, from old: JSONValue?, takenFrom holder: String?) -> JSONValue {
        let now = JSONValue.string(MicroTime.now())
        let isRenewal = holder == identity
        let transitions = (old?["leaseTransitions"]?.int ?? 0) + (holder == nil || isRenewal ? 0 : 1)
        return lease.merging(patch: [
            "spec": [
                "holderIdentity": .string(identity),
                "leaseDurationSeconds": .number(JSONNumber(Int(timing.duration.components.seconds))),
                "acquireTime": isRenewal ? (old?["acquireTime"] ?? now) : now, "renewTime": now,
                "leaseTransitions": .number(JSONNumber(transitions)),
            ]
        ])
    }

    /// Returns never; throws when the Lease is lost.
    private func renew() async throws {
        var last = ContinuousClock.now
        while true {
            try await Task.sleep(for: timing.retryPeriod)
            do throws(APIError) {
                let lease = try await client.get(path)
                let holder = lease["spec"]?["holderIdentity"]?.string
                guard holder == identity else { throw .conflict("") }
                try await client.update(record(in: lease, from: lease["spec"], takenFrom: identity), at: path)
                last = .now
            } catch {
                try Task.checkCancellation()
                guard last + timing.renewDeadline > .now else {
                    log("failed to renew lease \(label): context deadline exceeded")
                    throw Lost()
                }
            }
        }
    }

    private func releaseIfWanted() async {
        guard releasesAtEnd else { return }
        let (client, path, identity) = (client, path, identity)
        // In a task of its own, which the end of this one does not cancel.
        await Task {
            guard let lease = try? await client.get(path), lease["spec"]?["holderIdentity"]?.string == identity else {
                return
            }
            _ = try? await client.update(
                lease.merging(patch: [
                    "spec": [
                        "holderIdentity": "", "leaseDurationSeconds": 1, "renewTime": .string(MicroTime.now()),
                        "acquireTime": .string(MicroTime.now()),
                    ]
                ]), at: path)
        }.value
    }
}
