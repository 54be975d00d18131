import Documents
import KubeLB
import Kubernetes
import Topology

/// Commands about one object, and those that several checks print.
extension CheckContext {
    /// `kubectl --context acme -n shop VERB service/web REST`.
    package func kubectl(_ verb: ShellWords, _ object: ObjectReference, _ rest: ShellWords = "") -> ShellCommand {
        kubectl(
            object.side,
            """
            \(option: "-n", object.namespace.isEmpty ? nil : object.namespace) \
            \(words: verb) \(object.argument) \(words: rest)
            """)
    }

    /// A merge patch (RFC 7386).
    package func patch(_ object: ObjectReference, _ change: JSONValue) -> ShellCommand {
        kubectl("patch", object, "--type=merge -p \(json: change)")
    }

    /// A JSON patch (RFC 6902).
    package func patch(_ object: ObjectReference, operations: [JSONValue]) -> ShellCommand {
        kubectl("patch", object, "--type=json -p \(json: .array(operations))")
    }

    package func scale(_ object: ObjectReference, to replicas: Int) -> ShellCommand {
        kubectl("scale", object, "--replicas=\(replicas)")
    }

    /// Sets an annotation and removes it: each change makes KubeLB's controllers reconcile the object (their watches of
    /// Services, LoadBalancers and Tenants filter no updates).
    package func touch(_ object: ObjectReference) -> ShellCommand {
        touch(object.side, "\(option: "-n", object.namespace.isEmpty ? nil : object.namespace) \(object.argument)")
    }

    package func touch(_ side: ClusterSide, _ objects: ShellWords) -> ShellCommand {
        let mark = "kubelb-ctl/touched"
        return kubectl(side, "annotate \(words: objects) \(mark)=now --overwrite")
            .then(kubectl(side, "annotate \(words: objects) \(mark)-"))
    }

    /// Creates an object, or changes it to this.
    package func apply(_ side: ClusterSide, _ manifest: JSONValue) -> ShellCommand {
        // On one line: text output indents commands, which would break a here-document.
        ShellCommand("printf %s \(json: manifest)").piped(into: kubectl(side, "apply -f -"))
    }

    /// Removes KubeLB's finalizers from a Service where they are now; fails if others are there by then. nil without any.
    package func removeFinalizers(from exposure: Exposure) -> ShellCommand? {
        removeFinalizers(from: reference(exposure), exposure.service.metadata)
    }

    /// The same of any object.
    package func removeFinalizers(from object: ObjectReference, _ metadata: ObjectMeta) -> ShellCommand? {
        let own = [KubeLBNames.cleanupFinalizer, KubeLBNames.legacyServiceFinalizer]
        let operations = metadata.finalizers.enumerated().reversed()
            .filter { own.contains($0.element) }
            .flatMap { JSONPatch.removal(of: .string($0.element), at: "/metadata/finalizers/\($0.offset)") }
        return operations.isEmpty ? nil : patch(object, operations: operations)
    }

    /// In the namespace of an object.
    package func kubectl(beside object: ObjectReference, _ arguments: ShellWords) -> ShellCommand {
        kubectl(object.side, "-n \(object.namespace) \(words: arguments)")
    }

    package func endpointSlices(of service: ObjectReference, _ rest: ShellWords = "") -> ShellCommand {
        kubectl(
            beside: service, "get endpointslices -l \(EndpointSlice.serviceNameLabel)=\(service.name) \(words: rest)")
    }

    package func networkPolicies(_ side: ClusterSide, namespace: String) -> ShellCommand {
        kubectl(side, "-n \(namespace) get networkpolicies -o yaml")
    }

    package var listTenantNodes: ShellCommand { kubectl(.tenant, "get nodes -o wide") }

    package func podsOfTenantNode(_ name: String) -> ShellCommand {
        kubectl(.tenant, "get pods -A -o wide --field-selector spec.nodeName=\(name)")
    }

    /// The tenant's Envoy pods, with the nodes on which they run.
    package func listEnvoyPods(namespace: String) -> ShellCommand {
        kubectl(.management, "-n \(namespace) get pods -l \(KubeLBNames.appNameLabel)=\(namespace) -o wide")
    }

    package var listTenants: ShellCommand { kubectl(.management, "get \(Tenant.resource)") }
}

/// Operations of JSON patches (RFC 6902).
enum JSONPatch {
    /// Removes an element of a list, if it is still the one that it was.
    static func removal(of value: JSONValue, at path: String, testing member: String = "") -> [JSONValue] {
        [
            ["op": "test", "path": .string(path + member), "value": value],
            ["op": "remove", "path": .string(path)],
        ]
    }
}

extension ObjectReference {
    /// `Config/default` of KubeLB.
    package static let config = ObjectReference(
        .management, kind: Config.kind, namespace: KubeLBNames.namespace, name: "default")

    package static func tenant(_ name: String) -> ObjectReference {
        ObjectReference(.management, kind: Tenant.kind, name: name)
    }

    /// `service/web`, as kubectl takes it; KubeLB's kinds with their group, because clusters serve others of the name.
    package var argument: String {
        let resources = [
            Addresses.kind: Addresses.resource, Config.kind: Config.resource, LoadBalancer.kind: LoadBalancer.resource,
            Tenant.kind: Tenant.resource, Route.kind: Route.resource, SyncSecret.kind: SyncSecret.resource,
            Ingress.kind: Ingress.resource, Gateway.kind: Gateway.resource, HTTPRoute.kind: HTTPRoute.resource,
            GRPCRoute.kind: GRPCRoute.resource, GatewayClass.kind: GatewayClass.resource,
            Certificate.kind: Certificate.resource, Issuer.kind: Issuer.resource,
            ClusterIssuer.kind: ClusterIssuer.resource, CertificateRequest.kind: CertificateRequest.resource,
            ACMEOrder.kind: ACMEOrder.resource, ACMEChallenge.kind: ACMEChallenge.resource,
        ]
        return "\(resources[kind] ?? kind.lowercased())/\(name)"
    }
}
