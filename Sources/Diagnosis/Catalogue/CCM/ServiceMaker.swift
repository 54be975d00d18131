import KubeLB
import Kubernetes
import Topology

/// What generates a Service, by what it writes on it: a class that the Service should have is set there, because the class
/// cannot be changed later, and a Service that is changed by hand is written again.
///
/// Sources: the labels of the Gateway API (GEP-1762) and of Envoy Gateway; the API references of Envoy Gateway, kgateway, NGINX
/// Gateway Fabric and Cilium; Helm's annotations.
struct ServiceMaker {
    /// For the middle of a sentence: `Envoy Gateway`, `Helm release web of namespace shop`.
    let name: String
    /// Where it takes the class from, for an instruction: `spec.loadBalancerClass of …`.
    let setting: String
    let evidence: [Evidence]
    /// Shows or edits the object that holds the setting; nil if it is not known.
    var edit: ShellCommand?

    /// nil for a Service that somebody wrote by hand, as far as can be seen.
    init?(of service: Service, _ context: CheckContext) {
        let metadata = service.metadata
        if let gateway = metadata.labels[RoutingImplementation.owningGatewayNameLabel] {
            let namespace = metadata.labels[RoutingImplementation.owningGatewayNamespaceLabel] ?? metadata.namespace
            let parameters = Self.parameters(ofGateway: gateway, namespace, context)
            let label = RoutingImplementation.owningGatewayNameLabel
            name = "Envoy Gateway"
            evidence =
                [service.evidence("metadata.labels[\(label)]", gateway)] + (parameters.map { [$0.evidence] } ?? [])
            setting =
                "spec.provider.kubernetes.envoyService.loadBalancerClass of "
                + (parameters.map { "EnvoyProxy \($0.path)" } ?? "the EnvoyProxy of its Gateway or GatewayClass")
            edit =
                parameters.map {
                    context.kubectl(
                        .tenant,
                        "\(option: "-n", $0.namespace) edit envoyproxies.gateway.envoyproxy.io \($0.name)")
                } ?? context.kubectl(.tenant, "get envoyproxies.gateway.envoyproxy.io -A -o yaml")
        } else if let gateway = metadata.labels[RoutingImplementation.gatewayNameLabel] {
            let program = metadata.labels[Self.managedBy]
            name = "the controller of Gateway \(metadata.namespace)/\(gateway)" + (program.map { " (\($0))" } ?? "")
            evidence = [service.evidence("metadata.labels[\(RoutingImplementation.gatewayNameLabel)]", gateway)]
            setting =
                "the loadBalancerClass among the parameters of the Gateway or its GatewayClass (spec.infrastructure.parametersRef, "
                + "spec.parametersRef), such as spec.kube.service of GatewayParameters (kgateway), spec.kubernetes.service of "
                + "NginxProxy or spec.service of CiliumGatewayClassConfig"
            edit = context.kubectl(
                .tenant, "-n \(metadata.namespace) get \(Gateway.resource) \(gateway) -o yaml")
        } else if let owner = metadata.owners.first {
            name = "the controller of \(owner.kind) \(metadata.path(beside: owner))"
            evidence = [service.evidence("metadata.ownerReferences", "\(owner.kind) \(owner.name)")]
            setting = "the loadBalancerClass of its Service in \(owner.kind) \(owner.name)"
        } else if let release = metadata.annotations["meta.helm.sh/release-name"] {
            let namespace = metadata.annotations["meta.helm.sh/release-namespace"] ?? metadata.namespace
            name = "Helm release \(release) of namespace \(namespace)"
            evidence = [service.evidence("metadata.annotations[meta.helm.sh/release-name]", release)]
            setting = "loadBalancerClass of the Service in the values of \(name)"
            edit = context.helm(.tenant, "get values \(release) -n \(namespace) --all")
        } else if let program = metadata.labels[Self.managedBy], !program.isEmpty {
            name = program
            evidence = [service.evidence("metadata.labels[\(Self.managedBy)]", program)]
            setting = "the loadBalancerClass of the Service in the settings of \(program)"
        } else {
            return nil
        }
    }

    /// Lets it generate the Service with the class.
    func remedies(for service: ObjectReference, _ context: CheckContext) -> [Remedy] {
        [
            .fix("set \(setting) to \(KubeLBNames.loadBalancerClass), if KubeLB should serve it", edit),
            .then(
                "delete the Service, because its class is immutable; \(name) recreates it",
                context.kubectl("delete", service), risk: .delete),
        ]
    }

    private static let managedBy = "app.kubernetes.io/managed-by"

    private struct Parameters {
        let namespace: String?
        let name: String
        let evidence: Evidence

        var path: String { (namespace.map { "\($0)/" } ?? "") + name }
    }

    /// The EnvoyProxy that the class of a Gateway names.
    private static func parameters(
        ofGateway name: String, _ namespace: String, _ context: CheckContext
    ) -> Parameters? {
        let gateways = context.topology.list(.tenant, Gateway.self).value?.items ?? []
        let classes = context.topology.list(.tenant, GatewayClass.self).value?.items ?? []
        guard let gateway = gateways.first(where: { $0.metadata.name == name && $0.metadata.namespace == namespace }),
            let served = classes.first(where: { $0.metadata.name == gateway.spec.gatewayClassName }),
            let found = served.parameters, found.kind == "EnvoyProxy"
        else { return nil }
        let path = (found.namespace.map { "\($0)/" } ?? "") + found.name
        return Parameters(
            namespace: found.namespace, name: found.name,
            evidence: Evidence("GatewayClass \(served.metadata.name): spec.parametersRef", "EnvoyProxy \(path)"))
    }
}

extension ObjectMeta {
    /// An owner is in the namespace of what it owns, or in none.
    fileprivate func path(beside owner: OwnerReference) -> String {
        namespace.isEmpty ? owner.name : "\(namespace)/\(owner.name)"
    }
}
