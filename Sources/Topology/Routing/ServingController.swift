import KubeLB
import Kubernetes

/// Who serves a class of the management cluster.
package struct ServingController: Sendable {
    /// nil if the generated object has none.
    package let className: String?
    package let state: State
    /// What a GatewayClass says of itself.
    package var accepted: Condition?
    /// What `parametersRef` of a GatewayClass names.
    package var parameters: RoutingReference?

    package enum State: Sendable {
        /// There is no IngressClass or GatewayClass of the name.
        case noClass
        /// Its controller's name, and what runs it; nil if that cannot be told.
        case controller(String, [Workload]?)
    }

    package struct Workload: Sendable {
        /// `Deployment` or `DaemonSet`.
        package let kind: String
        package let metadata: ObjectMeta
        package let state: WorkloadState

        package init(_ deployment: Deployment) {
            (kind, metadata, state) = (Deployment.kind, deployment.metadata, deployment.state)
        }

        init(_ daemonSet: DaemonSet) {
            (kind, metadata, state) = (DaemonSet.kind, daemonSet.metadata, daemonSet.state)
        }

        /// `Deployment ingress-nginx/controller`.
        package var reference: String { "\(kind) \(metadata.path)" }

        /// The controller that its arguments name, as ingress-nginx and NGINX Gateway Fabric take it; nil if they name none.
        package var controllerClass: String? {
            let flags = ["controller-class", "gateway-ctlr-name"]
            return flags.lazy.flatMap { values(ofFlag: $0) }.first
        }

        /// Whether it also serves Ingresses that have no class, as ingress-nginx takes it.
        var servesWithoutClass: Bool { isSet("watch-ingress-without-class") }

        /// Whether a flag that is off by default is on.
        package func isSet(_ flag: String) -> Bool {
            values(ofFlag: flag) == ["true"]
                || state.template.containers.contains { ($0.command + $0.args).contains("--\(flag)") }
        }

        /// Whether it carries the traffic of a single Gateway.
        package var isProxy: Bool {
            metadata.labels[RoutingImplementation.gatewayNameLabel] != nil
                || metadata.labels[RoutingImplementation.owningGatewayNameLabel] != nil
                || metadata.owners.contains { $0.kind == Gateway.kind }
        }

        /// The values of a flag, each element of lists on its own. Traefik reads the names of flags in any case.
        package func values(ofFlag flag: String) -> [String] {
            state.template.containers.flatMap { container -> [String] in
                let arguments = container.command + container.args
                return arguments.indices.compactMap { index -> String? in
                    guard arguments[index].hasPrefix("-") else { return nil }
                    let parts = arguments[index].drop { $0 == "-" }.split(
                        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    guard parts.first?.lowercased() == flag else { return nil }
                    if parts.count > 1 { return String(parts[1]) }
                    let next = arguments.index(after: index)
                    return arguments.indices.contains(next) && !arguments[next].hasPrefix("-") ? arguments[next] : nil
                }
            }.flatMap { $0.split(separator: ",") }.map { value in
                value == "$(POD_NAMESPACE)" ? metadata.namespace : String(value)
            }
        }

        func hasImage(_ marks: [String]) -> Bool {
            state.template.containers.contains { container in
                // Envoy Gateway's image also stands beside each Envoy, to shut it down.
                !container.args.contains("shutdown-manager")
                    && marks.contains { container.image.containsBytes(of: $0) }
            }
        }
    }

    package static let ingressNGINX = "k8s.io/ingress-nginx"
    package static let traefik = "traefik.io/ingress-controller"
    private static let haproxy = "haproxy.org/ingress-controller"

    /// Whether it runs HAProxy, which writes the same log for both ingress controllers.
    package static func isHAProxy(_ controller: String) -> Bool {
        controller.hasPrefix(haproxy) || controller == "haproxy-ingress.github.io/controller"
    }

    /// What stands in the images of well-known controllers, by the names that classes give them; nil for others.
    static func images(of controller: String) -> [String]? {
        switch controller {
        case ingressNGINX: ["ingress-nginx/controller", "ingress-nginx-controller"]
        case "nginx.org/ingress-controller": ["nginx-ingress"]
        case "haproxy-ingress.github.io/controller": ["haproxy-ingress"]
        case "ingress.k8s.aws/alb": ["aws-load-balancer-controller"]
        case "ingress-controllers.konghq.com/kong": ["kong"]
        case "cilium.io/ingress-controller": ["cilium/operator"]
        case "projectcontour.io/gateway-controller": ["projectcontour/contour"]
        case "gateway.nginx.org/nginx-gateway-controller": ["nginx-gateway-fabric"]
        case "gateway.envoyproxy.io/gatewayclass-controller": ["envoyproxy/gateway"]
        case "istio.io/gateway-controller": ["istio/pilot", "/pilot:"]
        case "io.cilium/gateway-controller": ["cilium/operator"]
        case traefik, "traefik.io/gateway-controller": ["traefik"]
        case "haproxy.org/gateway-controller": ["haproxytech/kubernetes-ingress"]
        case "konghq.com/kic-gateway-controller": ["kong/kubernetes-ingress-controller"]
        case "kgateway.dev/kgateway": ["kgateway-dev/kgateway"]
        case "apisix.apache.org/apisix-ingress-controller": ["apisix-ingress-controller"]
        // The name of the class may follow.
        case _ where controller.hasPrefix(haproxy): ["haproxytech/kubernetes-ingress"]
        default: nil
        }
    }

    /// An argument of a controller that keeps it from serving some objects.
    package struct Restriction: Sendable, Hashable {
        /// `--watch-namespace`.
        package let argument: String
        package let values: [String]
        package let workload: String
        /// Without a subject: `watches only namespace shop`.
        package let text: String
    }

    /// The arguments that limit a controller to namespaces: of ingress-nginx and most others, of Contour, of HAProxy, of Traefik.
    private static func namespaceFlags(_ kind: RouteKind) -> [String] {
        ["watch-namespace", "watch-namespaces", "namespace-whitelist"]
            + [kind == .ingress ? "providers.kubernetesingress.namespaces" : "providers.kubernetesgateway.namespaces"]
    }

    /// The arguments that limit a controller to classes of a name. ingress-nginx is not listed: it goes by the class's controller.
    private static func classFlags(_ kind: RouteKind, _ controller: String) -> [String] {
        guard kind == .ingress else { return ["gatewayclass"] }
        let byName = ["nginx.org/ingress-controller", "ingress-controllers.konghq.com/kong"]
        return ["providers.kubernetesingress.ingressclass", "ingress-class-name"]
            + (byName.contains(controller) ? ["ingress-class"] : [])
    }

    /// Why all that run it ignore an object of this kind in a namespace, by their arguments; nil if they do not.
    package func restriction(on kind: RouteKind, in namespace: String) -> Restriction? {
        guard case .controller(let controller, let workloads?) = state else { return nil }
        let found = workloads.map { restriction(on: kind, in: namespace, controller, $0) }
        return found.contains(nil) ? nil : found.first.flatMap(\.self)
    }

    private func restriction(
        on kind: RouteKind, in namespace: String, _ controller: String, _ workload: Workload
    ) -> Restriction? {
        func limit(_ flags: [String], _ text: (String) -> String, _ excludes: ([String]) -> Bool) -> Restriction? {
            for flag in flags {
                let values = workload.values(ofFlag: flag)
                guard !values.isEmpty, excludes(values) else { continue }
                return Restriction(
                    argument: "--\(flag)", values: values, workload: workload.reference,
                    text: text(values.joined(separator: ", ")))
            }
            return nil
        }
        return limit(Self.namespaceFlags(kind), { "watches only namespace \($0)" }, { !$0.contains(namespace) })
            ?? limit(["namespace-blacklist"], { "does not watch namespace \($0)" }, { $0.contains(namespace) })
            ?? className.flatMap { name in
                limit(Self.classFlags(kind, controller), { "serves only class \($0)" }, { !$0.contains(name) })
            }
    }

    /// The only namespaces that its workloads watch; empty if one of them watches all.
    package func watchedNamespaces(_ kind: RouteKind) -> [String] {
        guard case .controller(_, let workloads?) = state else { return [] }
        let watched = workloads.map { workload in Self.namespaceFlags(kind).flatMap { workload.values(ofFlag: $0) } }
        return watched.contains(where: \.isEmpty) ? [] : watched.flatMap(\.self).uniqued()
    }

    /// Why nobody serves the class; nil if somebody does, or if that is unknown.
    package var problem: String? {
        switch state {
        case .noClass: return className.map { "class \($0) does not exist in the management cluster" } ?? "no class"
        case .controller(let name, let workloads):
            guard let workloads else { return nil }
            if workloads.isEmpty { return "\(name), the controller of class \(className ?? ""), does not run" }
            return workloads.contains { $0.state.ready > 0 }
                ? nil : "\(name), the controller of class \(className ?? ""), has no Ready pod"
        }
    }
}
