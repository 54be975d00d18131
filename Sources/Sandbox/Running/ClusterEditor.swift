#if Sandbox
    import APIServer
    import Documents
    import Kubernetes

    /// Changes objects of a cluster as somebody with kubectl would.
    struct ClusterEditor: Sendable {
        struct Failure: Error, Sendable, CustomStringConvertible {
            let description: String
        }

        let client: APIClient

        /// Creates what a manifest (YAML, several documents) describes; what is there already stays as it is.
        func create(_ manifest: String) async throws {
            for document in try YAMLDocument.parse(Array(manifest.utf8), name: "manifest") {
                if document.json != .null { try await create(document.json) }
            }
        }

        func create(_ object: JSONValue) async throws {
            guard let kind = ServedKind.all.first(where: { $0.kind == object["kind"]?.string }) else {
                throw Failure(description: "no kind \(object["kind"]?.string ?? "") is served")
            }
            let namespace = kind.isNamespaced ? object["metadata"]?["namespace"]?.string ?? "default" : nil
            let path = ObjectPath(resource: kind.resource, version: kind.version, namespace: namespace)
            do throws(APIError) {
                let created = try await client.create(object, in: path)
                // A status is not taken with a new object.
                if let status = object["status"] {
                    var target = path
                    target.name = created["metadata"]?["name"]?.string
                    target.subresource = "status"
                    try await client.patch(["status": status], at: target)
                }
            } catch {
                guard case .conflict = error else { throw error }
            }
        }

        func patch(_ patch: JSONValue, _ path: ObjectPath) async throws { try await client.patch(patch, at: path) }

        /// What is not there needs no deletion.
        func delete(_ path: ObjectPath) async throws {
            do throws(APIError) {
                try await client.delete(path)
            } catch {
                if case .notFound = error { return }
                throw error
            }
        }

        func scale(_ deployment: ObjectPath, to replicas: Int) async throws {
            try await patch(["spec": ["replicas": .number(JSONNumber(replicas))]], deployment)
        }

        /// Sets `--NAME=VALUE` of a Deployment's first container and returns the arguments as they were.
        func setArgument(_ name: String, _ value: String, of deployment: ObjectPath) async throws -> [JSONValue] {
            let before = try await arguments(of: deployment)
            var arguments = before.filter { $0.string?.hasPrefix("--\(name)=") != true }
            arguments.append(.string("--\(name)=\(value)"))
            try await setArguments(arguments, of: deployment)
            return before
        }

        func arguments(of deployment: ObjectPath) async throws -> [JSONValue] {
            let object = try await client.get(deployment)
            return object["spec"]?["template"]?["spec"]?["containers"]?[0]?["args"]?.array ?? []
        }

        func setArguments(_ arguments: [JSONValue], of deployment: ObjectPath) async throws {
            try await client.patch(
                [["op": "replace", "path": "/spec/template/spec/containers/0/args", "value": .array(arguments)]],
                .json, at: deployment)
        }

        /// Replaces the pods of a Deployment, as `kubectl rollout restart` does.
        func restart(_ deployment: ObjectPath) async throws {
            let stamp = JSONValue.string(String(UInt64.random(in: .min ... .max)))
            try await patch(
                [
                    "spec": [
                        "template": ["metadata": ["annotations": ["kubectl.kubernetes.io/restartedAt": stamp]]]
                    ]
                ], deployment)
        }
    }

    extension ObjectPath {
        static let ccm = ObjectPath(resource: "deployments.apps", namespace: "kubelb", name: "kubelb-ccm")
        static let manager = ObjectPath(resource: "deployments.apps", namespace: "kubelb", name: "kubelb-manager")
        static let pool = ObjectPath(
            resource: "ipaddresspools.metallb.io", version: "v1beta1", namespace: "metallb-system", name: "sandbox")
        static let ccmSecret = ObjectPath(resource: "secrets", namespace: "kubelb", name: "kubelb-cluster")
        static let config = ObjectPath(
            resource: "configs.kubelb.k8c.io", version: "v1alpha1", namespace: "kubelb", name: "default")

        static func service(_ name: String, namespace: String = "default") -> ObjectPath {
            ObjectPath(resource: "services", namespace: namespace, name: name)
        }

        static func tenant(_ name: String) -> ObjectPath {
            ObjectPath(resource: "tenants.kubelb.k8c.io", version: "v1alpha1", name: name)
        }
    }
#endif
