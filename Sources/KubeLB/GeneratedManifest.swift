import Documents
import Kubernetes

/// The object that the manager generates from a Route, whole (KubeLB v1.4.3, `internal/resources/ingress`, `…/gatewayapi`).
package struct GeneratedManifest {
    package var kind: RouteKind
    /// Where it stands in the management cluster.
    package var namespace: String
    package var name: String
    /// The class that the Tenant or the Config sets; nil keeps that of the source.
    package var className: String?
    /// The names of backend Services in the management cluster, by `namespace/name` in the tenant cluster.
    package var services: [String: String] = [:]
    /// The same of Secrets with certificates.
    package var secrets: [String: String] = [:]
    package var propagation: AnnotationPropagation
    /// Annotations that the settings add to objects of this kind.
    package var defaultAnnotations: [String: String] = [:]

    package init(_ kind: RouteKind, namespace: String, name: String, propagation: AnnotationPropagation) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.propagation = propagation
    }

    /// `route`: the whole Route as the API server has it; nil if it holds no object.
    package func object(from route: JSONValue) -> JSONValue? {
        guard let source = route["spec"]?["source"]?["kubernetes"]?["resource"], let spec = source["spec"],
            let apiVersion = source["apiVersion"], source["kind"]?.string == kind.rawValue
        else { return nil }
        let own = source["metadata"]?["namespace"]?.string ?? ""
        var labels = source["metadata"]?["labels"]?.object ?? [:]
        labels[KubeLBNames.originNamespaceLabel] = .string(own)
        labels[KubeLBNames.originNameLabel] = source["metadata"]?["name"]
        labels[KubeLBNames.managedByLabel] = "kubelb"
        var annotations = JSONObject(members: defaultAnnotations.sorted { $0.key < $1.key }.map { ($0, .string($1)) })
        for (name, value) in source["metadata"]?["annotations"]?.object?.members ?? [] {
            if let text = value.string, propagation.copies(name, value: text) { annotations[name] = value }
        }
        var metadata: JSONObject = [
            "name": .string(name), "namespace": .string(namespace), "labels": .object(labels),
        ]
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations) }
        return .object([
            "apiVersion": apiVersion, "kind": .string(kind.rawValue), "metadata": .object(metadata),
            "spec": rewritten(spec, of: own),
        ])
    }

    private func rewritten(_ spec: JSONValue, of own: String) -> JSONValue {
        switch kind {
        case .ingress:
            func backend(_ backend: JSONValue) -> JSONValue {
                backend.changing("service") { renamed($0, services, own) }
            }
            return classed(spec, "ingressClassName")
                .changingEach("rules") { rule in
                    rule.changing("http") { $0.changingEach("paths") { $0.changing("backend", backend) } }
                }
                .changing("defaultBackend", backend)
                .changingEach("tls") { $0.changing("secretName") { secretName(own, $0) } }
        case .gateway:
            return classed(spec, "gatewayClassName").changingEach("listeners") { listener in
                listener.changing("tls") { $0.changingEach("certificateRefs") { renamed($0, secrets, own) } }
            }
        case .httpRoute, .grpcRoute:
            func mirrors(_ object: JSONValue) -> JSONValue {
                object.changingEach("filters") { filter in
                    filter.changing("requestMirror") { $0.changing("backendRef") { renamed($0, services, own) } }
                }
            }
            return spec.changingEach("parentRefs") { $0.without("namespace") }.changingEach("rules") { rule in
                mirrors(rule).changingEach("backendRefs") { mirrors(renamed($0, services, own)) }
            }
        }
    }

    private func classed(_ spec: JSONValue, _ field: String) -> JSONValue {
        guard let className else { return spec }
        return spec.merging(patch: .object([field: .string(className)]))
    }

    private func secretName(_ namespace: String, _ name: JSONValue) -> JSONValue {
        name.string.flatMap { secrets["\(namespace)/\($0)"] }.map { .string($0) } ?? name
    }

    /// A reference with the name that its object has in the management cluster, in whose one namespace all are.
    private func renamed(_ reference: JSONValue, _ names: [String: String], _ own: String) -> JSONValue {
        let namespace = reference["namespace"]?.string ?? own
        let name = reference["name"]?.string.flatMap { names["\(namespace)/\($0)"] }
        return reference.without("namespace").changing("name") { name.map { .string($0) } ?? $0 }
    }
}

extension JSONValue {
    /// With another value of a member, if it has that member.
    fileprivate func changing(_ key: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        guard var object, let value = object[key] else { return self }
        object[key] = change(value)
        return .object(object)
    }

    /// The same for each element of a list.
    fileprivate func changingEach(_ key: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        changing(key) { list in list.array.map { .array($0.map(change)) } ?? list }
    }

    fileprivate func without(_ key: String) -> JSONValue {
        guard var object else { return self }
        object[key] = nil
        return .object(object)
    }
}
