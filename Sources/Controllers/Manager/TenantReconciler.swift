import Documents
import KubeLB
import Kubernetes
import LocalSystem

/// Makes and keeps what belongs to a Tenant.
struct TenantReconciler: Sendable {
    let client: APIClient
    let kubeconfig: @Sendable (_ tenant: String) -> String
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
            try await create(object, in: collection)
        }
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

    private func create(_ object: JSONValue, in collection: ObjectPath) async throws(APIError) {
        do throws(APIError) {
            try await client.create(object, in: collection)
        } catch {
            guard case .conflict = error else { throw error }
        }
    }

    /// In the order in which they are made.
    private func objects(
        of tenant: WatchedObject<Tenant>, namespace: String
    ) -> [(JSONValue, ObjectPath)] {
        let identity = KubeLBNames.ccmIdentity
        var owner = tenant.document.controllerReference.object ?? [:]
        owner["apiVersion"] = .string("\(KubeLBNames.group)/\(KubeLBNames.apiVersion)")
        owner["kind"] = "Tenant"
        let controlled = JSONValue.object(owner)
        owner["controller"] = nil
        owner["blockOwnerDeletion"] = nil
        func metadata(_ name: String) -> JSONValue {
            ["name": .string(name), "namespace": .string(namespace), "ownerReferences": [controlled]]
        }
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
                    "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": metadata(identity), "data": [:],
                ], ObjectPath(resource: "secrets", namespace: namespace)
            ),
            (
                [
                    "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
                    "metadata": metadata(KubeLBNames.issuedKubeconfigSecret),
                    "data": .object(
                        JSONObject(members: [
                            (
                                KubeLBNames.kubeconfigKey,
                                .string(Base64.encode(Array(kubeconfig(tenant.metadata.name).utf8)))
                            )
                        ])),
                ], ObjectPath(resource: "secrets", namespace: namespace)
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
