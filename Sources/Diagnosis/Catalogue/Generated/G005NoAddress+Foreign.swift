import KubeLB
import Kubernetes
import Topology

/// The address of a generated Ingress is that of a Service that has nothing to do with ingress-nginx: an argument of
/// ingress-nginx names it.
struct ForeignAddress {
    let address: String
    /// The Service that has it.
    let owner: Service
    /// That of ingress-nginx.
    let own: Service
    let workload: ServingController.Workload
    /// The argument, `--publish-status-address`, and its value; nil if none explains it.
    let argument: (name: String, value: String)?

    /// The Services of type LoadBalancer by their addresses.
    static func services(_ context: CheckContext) -> [String: [Service]] {
        let all = (context.topology.list(.management, Service.self).value?.items ?? []).filter(\.isLoadBalancer)
        return Dictionary(grouping: all.flatMap { service in service.ingress.addresses.map { ($0, service) } }, by: \.0)
            .mapValues { $0.map(\.1) }
    }

    /// nil as well if requests for the Ingress arrive: the other Service may be a proxy in front of ingress-nginx.
    init?(_ exposure: RouteExposure, _ services: [String: [Service]], _ context: CheckContext) {
        guard exposure.kind == .ingress, let published = exposure.generated.value?.status.addresses,
            let address = published.first, let owner = services[address]?.first,
            case .controller(ServingController.ingressNGINX, let workloads?)? =
                context.topology.servingController(of: exposure)?.state,
            let workload = workloads.first
        else { return nil }
        let isForeign = published.allSatisfy { address in
            services[address]?.allSatisfy { service in
                // Without a selector, somebody else decides where its requests go.
                !service.selector.isEmpty
                    && !workloads.contains { workload in
                        service.selector.allSatisfy { workload.state.templateLabels[$0.key] == $0.value }
                    }
            } ?? false
        }
        guard isForeign,
            let own = context.topology.proxies(of: exposure)?.first(where: { !$0.ingress.addresses.isEmpty }),
            !context.hasRequests(to: exposure)
        else { return nil }
        (self.address, self.owner, self.own, self.workload) = (address, owner, own, workload)
        if workload.values(ofFlag: "publish-status-address").contains(address) {
            argument = ("--publish-status-address", address)
        } else if let path = workload.values(ofFlag: "publish-service").first, path == owner.metadata.path {
            argument = ("--publish-service", path)
        } else {
            argument = nil
        }
    }

    func finding(_ exposure: RouteExposure, _ generated: RouteSource, _ context: CheckContext) -> Finding {
        let object = ObjectReference(.management, owner)
        let cause = argument.map { " (\($0.name) of \(workload.reference) is \($0.value))" } ?? ""
        var finding = context.finding(
            .error,
            "\(generated.reference), generated from \(exposure.source.reference), has address \(address), which is that of "
                + "\(owner.reference)\(cause): requests do not reach ingress-nginx, whose \(own.reference) has "
                + ServiceWords.addresses(own.ingress.addresses),
            of: exposure, objects: [generated.reference(on: .management), object, workload.object],
            evidence: [
                Evidence("\(generated.reference): status address", address),
                Evidence("\(owner.reference): status.loadBalancer", ServiceWords.addresses(owner.ingress.addresses)),
                Evidence("\(own.reference): status.loadBalancer", ServiceWords.addresses(own.ingress.addresses)),
            ] + (argument.map { [Evidence("\(workload.reference): \($0.name)", $0.value)] } ?? []),
            remedies: [
                .fix(
                    "let ingress-nginx publish the address of its own Service: --publish-service=\(own.metadata.path)"
                        + (argument?.name == "--publish-status-address" ? " in place of --publish-status-address" : ""),
                    context.kubectl("edit", workload.object), risk: .restart)
            ])
        finding.common = CommonCause(
            subject: .part(.proxy, "\(workload.reference): published address"),
            detail:
                "ingress-nginx (\(workload.reference)) publishes \(address), which is that of \(owner.reference)\(cause)",
            objects: [workload.object, object], remedies: finding.remedies)
        return finding
    }
}

extension CheckContext {
    /// Whether the log of ingress-nginx has a request for an Ingress, of whatever time.
    fileprivate func hasRequests(to exposure: RouteExposure) -> Bool {
        let names = upstreams(of: exposure)
        return topology.ingressLog(of: exposure, since: nil).contains { line, _ in
            NGINXRequest(line).map { names.contains($0.upstream) } ?? false
        }
    }
}

extension ForeignAddress {
    static let examples: [CheckExample] = [
        .firesOnRoutes(
            .error, "an argument of ingress-nginx names the address of another Service",
            published("--publish-status-address=198.51.100.77")),
        .firesOnRoutes(
            .error, "ingress-nginx publishes the address of another Service", published("--publish-service=git/gitea")),
        .silentOnRoutes(
            "nobody in the cluster has the published address",
            published("--publish-status-address=198.51.100.77", other: "198.51.100.78")),
        .silentOnRoutes(
            "the other Service also leads to ingress-nginx",
            published("--publish-service=git/gitea", app: "app.kubernetes.io/name: ingress-nginx")),
        .silentOnRoutes(
            "requests arrive, so it is a proxy in front of ingress-nginx",
            published("--publish-service=git/gitea")
                + "\n    10.1.0.2 - - [22/Nov/2026:11:59:00 +0000] \"GET / HTTP/1.1\" 200 164 \"-\" \"browser\" 402 0.000 "
                + "[\(IngressNGINXExamples.upstream)] [] 10.0.0.3:40001 164 0.001 200 23"),
    ]

    /// Ingress `shop/site` has address 198.51.100.77, and Service `git/gitea` has `other`.
    private static func published(
        _ argument: String, other: String = "198.51.100.77", app: String = "app: gitea"
    ) -> String {
        """
        management:
          ingresses.networking.k8s.io: {tenant-acme/shop-site: {status: {loadBalancer: {ingress: [{ip: 198.51.100.77}]}}}}
          services: {git/gitea: {spec: {type: LoadBalancer, selector: {\(app)}, ports: [{port: 80}]},
            status: {loadBalancer: {ingress: [{ip: \(other)}]}}}}
          deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {template: {spec: {containers: [{name: controller,
            image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1', args: [/nginx-ingress-controller, \(argument)]}]}}}}}
        ---
        \(IngressNGINXExamples.log(["I1122 10:00:05.000001       7 main.go:1] ready"]))
        """
    }
}
