import Documents
import Kubernetes
import Testing

@testable import Controllers

struct DeploymentTests {
    private static func deployment(_ patch: JSONValue = [:]) -> JSONValue {
        let deployment: JSONValue = [
            "metadata": ["name": "web", "namespace": "a", "uid": "uid-web", "generation": 7],
            "spec": [
                "replicas": 2, "selector": ["matchLabels": ["app": "web"]],
                "strategy": [
                    "type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": "25%"],
                ],
                "template": [
                    "metadata": ["labels": ["app": "web"]],
                    "spec": ["containers": [["name": "main", "image": "image:1"]]],
                ],
            ],
        ]
        return deployment.merging(patch: patch)
    }

    private static let restarted: JSONValue = [
        "spec": ["template": ["metadata": ["annotations": ["kubectl.kubernetes.io/restartedAt": "now"]]]]
    ]

    /// The ReplicaSet that the Deployment makes first.
    private static func set(
        of deployment: JSONValue, revision: Int = 1, replicas: Int = 2, available: Int = 2
    ) throws -> JSONValue {
        let made = try #require(plan(deployment).created.first)
        return made.merging(patch: [
            "metadata": ["annotations": ["deployment.kubernetes.io/revision": .string("\(revision)")]],
            "spec": ["replicas": .number(JSONNumber(replicas))],
            "status": [
                "replicas": .number(JSONNumber(replicas)), "readyReplicas": .number(JSONNumber(available)),
                "availableReplicas": .number(JSONNumber(available)),
            ],
        ])
    }

    private static func plan(
        _ deployment: JSONValue, _ sets: [JSONValue] = [], podCounts: [String: Int] = [:]
    ) -> [WorkloadChange] {
        DeploymentView(deployment: deployment, sets: sets, podCounts: podCounts, now: Objects.time).plan()
    }

    private func revised(_ number: Int) -> JSONValue {
        ["metadata": ["annotations": ["deployment.kubernetes.io/revision": .string("\(number)")]]]
    }

    @Test("a new Deployment gets its ReplicaSet, and says its revision")
    func new() throws {
        let changes = Self.plan(Self.deployment())
        let set = try #require(changes.created.first)
        let hash = try #require(set["metadata"]?["labels"]?["pod-template-hash"]?.string)
        #expect(set.objectName == "web-\(hash)")
        #expect(set["spec"]?["replicas"] == 2)
        #expect(set["spec"]?["selector"]?["matchLabels"] == ["app": "web", "pod-template-hash": .string(hash)])
        #expect(set["spec"]?["template"]?["metadata"]?["labels"]?["pod-template-hash"]?.string == hash)
        #expect(set["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"] == "1")
        #expect(set["metadata"]?["ownerReferences"]?[0]?["kind"] == "Deployment")
        #expect(set["metadata"]?["ownerReferences"]?[0]?["apiVersion"] == "apps/v1")
        #expect(
            changes.summary.dropFirst()
                == [
                    "patch deployments.apps web {\"metadata\":{\"annotations\":"
                        + "{\"deployment.kubernetes.io/revision\":\"1\"}}}"
                ]
        )
        #expect(changes.status?["conditions"]?[0]?["reason"] == "MinimumReplicasUnavailable")
    }

    @Test("what is rolled out is left alone, and satisfies whoever waits for it")
    func done() throws {
        let deployment = Self.deployment(revised(1))
        let set = try Self.set(of: deployment)
        let status = try #require(Self.plan(deployment, [set]).status)
        #expect(status["observedGeneration"] == 7)
        for name in ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"] {
            #expect(status[name] == 2, "\(name)")
        }
        #expect(status["unavailableReplicas"] == .null)
        let conditions = status["conditions"]
        #expect(conditions?[0]?["type"] == "Available")
        #expect(conditions?[0]?["status"] == "True")
        #expect(conditions?[0]?["reason"] == "MinimumReplicasAvailable")
        #expect(conditions?[1]?["reason"] == "NewReplicaSetAvailable")
        #expect(conditions?[1]?["message"]?.string == "ReplicaSet \"\(set.objectName)\" has successfully progressed.")
        let settled = deployment.merging(patch: ["status": status])
        #expect(Self.plan(settled, [set]).isEmpty)
    }

    @Test("a changed template: the new ReplicaSet comes up, then the old one goes")
    func rollingUpdate() throws {
        let old = try Self.set(of: Self.deployment())
        let deployment = Self.deployment(revised(1)).merging(patch: Self.restarted)
        let first = Self.plan(deployment, [old])
        let created = try #require(first.created.first)
        #expect(created["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"] == "2")
        #expect(created["spec"]?["replicas"] == 2)
        #expect(!first.summary.contains { $0.contains(old.objectName) })
        // While it comes up nothing happens to the old one.
        let second = deployment.merging(patch: revised(2))
        let coming = try Self.set(of: deployment, revision: 2, available: 1)
        let waiting = Self.plan(second, [old, coming])
        #expect(waiting.summary == [])
        #expect(waiting.status?["conditions"]?[1]?["reason"] == "ReplicaSetUpdated")
        let ready = try Self.set(of: deployment, revision: 2)
        #expect(
            Self.plan(second, [old, ready]).summary
                == ["patch replicasets.apps \(old.objectName) {\"spec\":{\"replicas\":0}}"])
    }

    @Test("with Recreate nothing new runs beside anything old")
    func recreate() throws {
        let patch: JSONValue = ["spec": ["strategy": ["type": "Recreate", "rollingUpdate": .null]]]
        let old = try Self.set(of: Self.deployment(patch))
        let deployment = Self.deployment(patch).merging(patch: revised(2)).merging(patch: Self.restarted)
        let first = Self.plan(deployment, [old], podCounts: [old.objectName: 2])
        #expect(first.created.first?["spec"]?["replicas"] == 0)
        #expect(first.summary.contains("patch replicasets.apps \(old.objectName) {\"spec\":{\"replicas\":0}}"))
        let stopped = try Self.set(of: Self.deployment(patch), replicas: 0, available: 0)
        let new = try Self.set(of: deployment, revision: 2, replicas: 0, available: 0)
        #expect(Self.plan(deployment, [stopped, new], podCounts: [old.objectName: 1]).summary == [])
        #expect(
            Self.plan(deployment, [stopped, new]).summary.first?
                .hasPrefix("patch replicasets.apps \(new.objectName) {\"spec\":{\"replicas\":2}") == true)
    }

    @Test("scaling, also to nothing")
    func scale() throws {
        let deployment = Self.deployment(revised(1)).merging(patch: ["spec": ["replicas": 0]])
        let set = try Self.set(of: deployment)
        #expect(
            Self.plan(deployment, [set]).summary == [
                "patch replicasets.apps \(set.objectName) {\"spec\":{\"replicas\":0},\"metadata\":{\"annotations\":"
                    + "{\"deployment.kubernetes.io/desired-replicas\":\"0\"}}}"
            ])
        let empty = try Self.set(of: deployment, replicas: 0, available: 0)
        let status = Self.plan(deployment, [empty]).status
        #expect(status?["conditions"]?[0]?["status"] == "True")
        #expect(status?["replicas"] == .null)
    }

    @Test("a template that was there before takes its old ReplicaSet, with a new revision")
    func rollback() throws {
        let first = Self.deployment()
        let second = Self.deployment(Self.restarted)
        let old = try Self.set(of: first, revision: 1, replicas: 0, available: 0)
        let new = try Self.set(of: second, revision: 2)
        let changes = Self.plan(first.merging(patch: revised(2)), [old, new])
        #expect(changes.created.isEmpty)
        let patch = try #require(changes.summary.first)
        #expect(patch.contains(old.objectName) && patch.contains("\"deployment.kubernetes.io/revision\":\"3\""))
        #expect(changes.summary.last?.contains("deployments.apps web") == true)
    }

    @Test("three old ReplicaSets are kept, and none that has pods goes")
    func history() throws {
        let deployment = Self.deployment(revised(9))
        let current = try Self.set(of: deployment, revision: 9)
        let old = try (1...6).map { number in
            try Self.set(
                of: Self.deployment([
                    "spec": ["template": ["metadata": ["annotations": ["number": .string("\(number)")]]]]
                ]),
                revision: number, replicas: 0, available: 0)
        }
        let summary = Self.plan(deployment, [current] + old.reversed(), podCounts: [old[0].objectName: 1]).summary
        #expect(summary == old[1...2].map { "delete replicasets.apps \($0.objectName)" })
    }

    @Test("what was rolled out stays so when its pods fail")
    func failing() throws {
        let deployment = Self.deployment(revised(1))
        let set = try Self.set(of: deployment)
        let status = try #require(Self.plan(deployment, [set]).status)
        let broken = try Self.set(of: deployment, available: 0)
        let later = Self.plan(deployment.merging(patch: ["status": status]), [broken])
        #expect(later.status?["conditions"]?[0]?["status"] == "False")
        #expect(later.status?["conditions"]?[1]?["reason"] == "NewReplicaSetAvailable")
        #expect(later.status?["unavailableReplicas"] == 2)
    }

    @Test(
        "how many pods may be missing",
        arguments: [
            ("25%", 4, 3, true), ("25%", 3, 2, false), ("50%", 3, 2, true), ("100%", 3, 0, true), (1, 2, 1, true),
            (0, 2, 1, false),
        ] as [(JSONValue, Int, Int, Bool)])
    func maxUnavailable(limit: JSONValue, wanted: Int, available: Int, isAvailable: Bool) throws {
        let deployment = Self.deployment([
            "spec": [
                "replicas": .number(JSONNumber(wanted)), "strategy": ["rollingUpdate": ["maxUnavailable": limit]],
            ]
        ])
        let set = try Self.set(of: deployment, replicas: wanted, available: available)
        let status = Self.plan(deployment, [set]).status
        #expect(status?["conditions"]?[0]?["status"] == (isAvailable ? "True" : "False"))
    }

    @Test("a paused Deployment only counts")
    func paused() throws {
        let old = try Self.set(of: Self.deployment())
        let deployment = Self.deployment(revised(1)).merging(patch: Self.restarted).merging(patch: [
            "spec": ["paused": true]
        ])
        #expect(Self.plan(deployment, [old]).summary == [])
    }
}
