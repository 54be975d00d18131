import Characters
import KubeLB
import Kubernetes

/// A workload of the management cluster that works for the tenant's objects of Layer 7 and whose log is read: what it fails at
/// stands in no object.
package struct RoutingLogger: Sendable {
    package let role: Role
    package let workload: ServingController.Workload
    /// What it works for.
    package let exposures: [RouteExposure]

    package enum Role: Sendable, Hashable {
        case ingressNGINX
        case traefik
        /// Either of the two ingress controllers that run HAProxy.
        case haproxy
        case externalDNS
        case certManager
        case envoyGateway
        /// What carries the traffic of one Gateway of Envoy Gateway.
        case gatewayProxy
        /// Any other controller of a class.
        case otherController
    }
}

extension Topology {
    /// Those whose logs are in question: ingress controllers, external-dns and the proxies of Gateways always, because nothing else
    /// shows what they fail at; controllers that report in objects only where something of the tenant waits for them.
    package var routingLoggers: [RoutingLogger] {
        ingressLoggers + traefikLoggers + haproxyLoggers + dnsLoggers + certificateLoggers + gatewayLoggers
            + otherControllerLoggers
    }

    /// Objects that KubeLB carries.
    private var carriedRoutes: [RouteExposure] { takenRoutes.filter { $0.route.value != nil } }

    /// ingress-nginx.
    package var ingressLoggers: [RoutingLogger] {
        loggingIngressControllers.map { workload in
            RoutingLogger(
                role: .ingressNGINX, workload: workload,
                exposures: carriedRoutes.filter { exposure in
                    guard case .controller(_, let workloads?)? = ingressController(for: exposure)?.state else {
                        return false
                    }
                    return workloads.contains { $0.reference == workload.reference }
                })
        }
    }

    /// Traefik.
    package var traefikLoggers: [RoutingLogger] { loggers(.traefik) { $0 == ServingController.traefik } }

    /// HAProxy.
    package var haproxyLoggers: [RoutingLogger] { loggers(.haproxy, of: ServingController.isHAProxy) }

    private func loggers(_ role: RoutingLogger.Role, of isOfRole: (String) -> Bool) -> [RoutingLogger] {
        var found: [String: (workload: ServingController.Workload, exposures: [RouteExposure])] = [:]
        for exposure in carriedRoutes where exposure.kind == .ingress {
            guard case .controller(let name, let workloads?)? = ingressController(for: exposure)?.state, isOfRole(name)
            else { continue }
            for workload in workloads {
                found[workload.reference, default: (workload, [])].exposures.append(exposure)
            }
        }
        return found.sorted { $0.key < $1.key }.map {
            RoutingLogger(role: role, workload: $0.value.workload, exposures: $0.value.exposures)
        }
    }

    /// external-dns.
    package var dnsLoggers: [RoutingLogger] {
        let named = carriedRoutes.filter { !$0.source.spec.hosts.isEmpty }
        return named.isEmpty
            ? [] : externalDNS.map { RoutingLogger(role: .externalDNS, workload: $0, exposures: named) }
    }

    /// cert-manager, where a certificate is missing or not Ready.
    package var certificateLoggers: [RoutingLogger] {
        let unready = (inTenantNamespace(Certificate.self).value ?? []).filter { $0.ready?.status != "True" }
        let owners = Set(unready.flatMap { $0.metadata.owners.map(\.uid) })
        let waiting = carriedRoutes.filter { exposure in
            guard !exposure.kind.hasParent, exposure.ownsGenerated, let generated = exposure.generated.value else {
                return false
            }
            return unresolvedCertificates(of: exposure)?.isEmpty == false || owners.contains(generated.metadata.uid)
        }
        guard !waiting.isEmpty else { return [] }
        return (list(.management, Deployment.self).value?.items ?? []).filter { deployment in
            deployment.state.template.containers.contains { $0.image.containsBytes(of: "cert-manager-controller") }
        }.map { RoutingLogger(role: .certManager, workload: ServingController.Workload($0), exposures: waiting) }
    }

    /// Envoy Gateway where a Gateway is not programmed, and the proxies of each Gateway.
    package var gatewayLoggers: [RoutingLogger] {
        let gateways = carriedRoutes.filter { exposure in
            guard exposure.kind == .gateway, exposure.ownsGenerated,
                case .controller(Self.envoyGateway, _)? = servingController(of: exposure)?.state
            else { return false }
            return true
        }
        let waiting = gateways.filter(isUnfinishedByController)
        var seen: Set<String> = []
        let controllers = waiting.flatMap { exposure -> [ServingController.Workload] in
            guard case .controller(_, let workloads?)? = servingController(of: exposure)?.state else { return [] }
            return workloads
        }.filter { seen.insert($0.reference).inserted }
        return controllers.map { RoutingLogger(role: .envoyGateway, workload: $0, exposures: waiting) }
            + gateways.flatMap { exposure in
                proxyWorkloads(of: exposure).filter { $0.state.ready > 0 }.map {
                    RoutingLogger(role: .gatewayProxy, workload: $0, exposures: [exposure])
                }
            }
    }

    /// The controllers of other classes, where an Ingress has no address or a Gateway is not programmed.
    package var otherControllerLoggers: [RoutingLogger] {
        let known = [ServingController.ingressNGINX, Self.envoyGateway]
        let waiting = carriedRoutes.filter { exposure in
            guard !exposure.kind.hasParent, exposure.ownsGenerated else { return false }
            return exposure.kind == .gateway
                ? isUnfinishedByController(exposure) : exposure.generatedStatus?.addresses.isEmpty != false
        }
        var found: [String: (workload: ServingController.Workload, exposures: [RouteExposure])] = [:]
        for exposure in waiting {
            guard case .controller(let name, let workloads?)? = servingController(of: exposure)?.state,
                !known.contains(name)
            else { continue }
            for workload in workloads {
                found[workload.reference, default: (workload, [])].exposures.append(exposure)
            }
        }
        return found.sorted { $0.key < $1.key }.map {
            RoutingLogger(role: .otherController, workload: $0.value.workload, exposures: $0.value.exposures)
        }
    }

    private func isUnfinishedByController(_ gateway: RouteExposure) -> Bool {
        guard let status = gateway.generatedStatus else { return true }
        return status.addresses.isEmpty || status.condition("Programmed")?.status != "True"
    }

    private static let envoyGateway = "gateway.envoyproxy.io/gatewayclass-controller"

    /// The pods of one that were read.
    package func pods(of logger: RoutingLogger) -> [Pod] { pods(of: logger.workload) }

    /// Their logs that were read.
    package func logTails(of logger: RoutingLogger) -> [(source: LogSource, tail: LogTail)] {
        managementTails(logs(of: logger.workload))
    }
}
