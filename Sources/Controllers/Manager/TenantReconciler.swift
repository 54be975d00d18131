import Documents
import KubeLB
import Kubernetes
import LocalSystem

/// Gives the kubeconfig (YAML) with which the CCM of a tenant reaches this cluster, with another token if `isNew`; nil if
/// it is issued elsewhere.
package typealias IssueKubeconfig = @Sendable (_ tenant: String, _ isNew: Bool) -> String?

/// Makes and keeps what belongs to a Tenant.
struct TenantReconciler: Sendable {
    let client: APIClient
    let kubeconfig: IssueKubeconfig
    let log: ZapLog

    func reconcile(_ tenant: WatchedObject<Tenant>, _ config: Config?) async throws(APIError) {
        let name = tenant.metadata.name
        let namespace = KubeLBNames.tenantPrefix + name
        let path = ObjectPath(Tenant.self, name: name)
        log.info(
            "Reconciling Tenant", logger: "controllers.route-controller", ("name", ["name": .string(name)]))
        if tenant.metadata.isBeingDeleted {
            try await ignoringAbsence { () throws(APIError) in
                try await client.delete(ObjectPath(resource: "namespaces", name: namespace))
            }
            try await setFinalizers(
                tenant.metadata.finalizers.filter { $0 != KubeLBNames.cleanupFinalizer }, tenant, path)
            return
        }
        if !tenant.metadata.finalizers.contains(KubeLBNames.cleanupFinalizer) {
            try await setFinalizers(tenant.metadata.finalizers + [KubeLBNames.cleanupFinalizer], tenant, path)
        }
        for (object, collection) in objects(of: tenant, namespace: namespace) {
            try await ensure(object, in: collection)
        }
        try await issueKubeconfig(tenant, namespace)
        try await writeState(tenant, config, namespace)
        try await writeStatus(tenant, path)
    }

    private func setFinalizers(
        _ finalizers: [String], _ tenant: WatchedObject<Tenant>, _ path: ObjectPath
    ) async throws(APIError) {
        try await ignoringAbsence { () throws(APIError) in
            try await client.patch(
                ["metadata": ["finalizers": .array(finalizers.map { .string($0) })]], at: path)
        }
    }

    private func ignoringAbsence(_ body: () async throws(APIError) -> Void) async throws(APIError) {
        do throws(APIError) {
            try await body()
        } catch {
            guard case .notFound = error else { throw error }
        }
    }

    /// Creates an object, or corrects the permissions and data of the present one. Returns whether it was created.
    @discardableResult
    private func ensure(_ object: JSONValue, in collection: ObjectPath) async throws(APIError) -> Bool {
        do throws(APIError) {
            try await client.create(object, in: collection)
            return true
        } catch {
            guard case .conflict = error else { throw error }
        }
        var path = collection
        path.name = object["metadata"]?["name"]?.string
        let wanted = (object.object?.members ?? []).filter { ["rules", "subjects", "data"].contains($0.key) }
        guard !wanted.isEmpty else { return false }
        let present = try await client.get(path)
        let changes = wanted.filter { present[$0.key] != $0.value }
        if !changes.isEmpty {
            try await client.patch(.object(JSONObject(members: changes.map { ($0.key, $0.value) })), at: path)
        }
        return false
    }

    /// Another token Secret means another token, and so another kubeconfig (KubeLB `internal/controllers/kubelb`,
    /// `TenantReconciler.generateKubeconfig`).
    private func issueKubeconfig(_ tenant: WatchedObject<Tenant>, _ namespace: String) async throws(APIError) {
        func secret(_ name: String, _ data: JSONValue?) -> JSONValue {
            var object: JSONObject = [
                "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
                "metadata": Self.metadata(name, of: tenant, namespace),
            ]
            object["data"] = data
            return .object(object)
        }
        let secrets = ObjectPath(resource: "secrets", namespace: namespace)
        let isNew = try await ensure(secret(KubeLBNames.ccmIdentity, nil), in: secrets)
        guard let text = kubeconfig(tenant.metadata.name, isNew) else { return }
        let data: JSONObject = [KubeLBNames.kubeconfigKey: .string(Base64.encode(Array(text.utf8)))]
        try await ensure(secret(KubeLBNames.issuedKubeconfigSecret, .object(data)), in: secrets)
    }

    private static func owner(_ tenant: WatchedObject<Tenant>) -> JSONObject {
        var owner = tenant.document.controllerReference.object ?? [:]
        owner["apiVersion"] = .string("\(KubeLBNames.group)/\(KubeLBNames.apiVersion)")
        owner["kind"] = "Tenant"
        return owner
    }

    private static func metadata(_ name: String, of tenant: WatchedObject<Tenant>, _ namespace: String) -> JSONValue {
        [
            "name": .string(name), "namespace": .string(namespace), "ownerReferences": [.object(owner(tenant))],
        ]
    }

    /// All but the Secrets, in the order in which they are made.
    private func objects(
        of tenant: WatchedObject<Tenant>, namespace: String
    ) -> [(JSONValue, ObjectPath)] {
        let identity = KubeLBNames.ccmIdentity
        var owner = Self.owner(tenant)
        owner["controller"] = nil
        owner["blockOwnerDeletion"] = nil
        func metadata(_ name: String) -> JSONValue { Self.metadata(name, of: tenant, namespace) }
        func rule(_ resources: [JSONValue], _ verbs: [JSONValue]) -> JSONValue {
            ["apiGroups": [.string(KubeLBNames.group)], "resources": .array(resources), "verbs": .array(verbs)]
        }
        let rbac = "rbac.authorization.k8s.io"
        return [
            (
                [
                    "apiVersion": "v1", "kind": "Namespace",
                    "metadata": [
                        "name": .string(namespace),
                        "labels": .object(JSONObject(members: [(KubeLBNames.managedByLabel, "kubelb")])),
                        "ownerReferences": [.object(owner)],
                    ],
                ], ObjectPath(resource: "namespaces")
            ),
            (
                ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(identity)],
                ObjectPath(resource: "serviceaccounts", namespace: namespace)
            ),
            (
                [
                    "apiVersion": .string("\(rbac)/v1"), "kind": "Role", "metadata": metadata(identity),
                    "rules": [
                        rule(
                            ["loadbalancers", "routes", "addresses", "syncsecrets"],
                            ["create", "delete", "get", "list", "patch", "update", "watch"]),
                        rule(["tenantstates"], ["get", "list", "watch"]),
                    ],
                ], ObjectPath(resource: "roles.\(rbac)", namespace: namespace)
            ),
            (
                [
                    "apiVersion": .string("\(rbac)/v1"), "kind": "RoleBinding", "metadata": metadata(identity),
                    "roleRef": ["apiGroup": .string(rbac), "kind": "Role", "name": .string(identity)],
                    "subjects": [
                        ["kind": "ServiceAccount", "name": .string(identity), "namespace": .string(namespace)]
                    ],
                ], ObjectPath(resource: "rolebindings.\(rbac)", namespace: namespace)
            ),
            (
                [
                    "apiVersion": "kubelb.k8c.io/v1alpha1", "kind": "TenantState", "metadata": metadata("default"),
                    "spec": [:],
                ], ObjectPath(TenantState.self, namespace: namespace)
            ),
        ]
    }

    private func writeState(
        _ tenant: WatchedObject<Tenant>, _ config: Config?, _ namespace: String
    ) async throws(APIError) {
        let path = ObjectPath(TenantState.self, namespace: namespace, name: "default", subresource: "status")
        let isDisabled = tenant.object.loadBalancer.isDisabled || config?.loadBalancer.isDisabled == true
        let present = try await client.get(ObjectPath(TenantState.self, namespace: namespace, name: "default"))
        let status: JSONValue = [
            "loadBalancer": isDisabled ? ["disable": true] : [:],
            "version": [
                "edition": "CE", "gitVersion": .string(KubeLBVersion.text), "gitCommit": "", "buildDate": "",
            ],
        ]
        guard present["status"]?["loadBalancer"] != status["loadBalancer"] || present["status"]?["version"] == nil
        else {
            return
        }
        let now = Timestamp(milliseconds: WallClock.milliseconds).description
        // A merge would keep what is no longer disabled.
        var document = present.object ?? [:]
        document["status"] = status.merging(patch: ["lastUpdated": .string(now)])
        try await client.update(.object(document), at: path)
    }

    private func writeStatus(_ tenant: WatchedObject<Tenant>, _ path: ObjectPath) async throws(APIError) {
        let generation = tenant.document["metadata"]?["generation"] ?? 1
        guard
            tenant.document["status"]?["observedGeneration"] != generation || tenant.object.phase != "Ready"
        else { return }
        let now = Timestamp(milliseconds: WallClock.milliseconds).description
        var target = path
        target.subresource = "status"
        try await client.patch(
            [
                "status": [
                    "phase": "Ready", "observedGeneration": generation,
                    "conditions": [
                        [
                            "type": "Ready", "status": "True", "reason": "Reconciled",
                            "message": "Tenant reconciled successfully", "observedGeneration": generation,
                            "lastTransitionTime": .string(now),
                        ]
                    ],
                ]
            ], at: target)
    }
}

/// The version that the sandbox's controllers have.
enum KubeLBVersion {
    static let text = "v1.4.3"
}
