import Diagnosis
import KubeLB
import Kubernetes
import Sandbox
import Testing
import Topology

@testable import Commands

/// What is read of live clusters for Layer 7.
@Suite struct RoutePlanTests {
    private static func topology(
        _ changes: String, asking routes: Set<ExposedResource> = [], hasRoutes: Bool = false
    ) throws -> Topology {
        let files = try ExamplePair(changes: changes, hasRoutes: hasRoutes).files
        let manifest = try BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json")
        return Topology(
            BundleObservation(source: "bundle", manifest: manifest) { path in
                files[path].map { .present($0) } ?? .absent
            }.observe(requestedRoutes: routes))
    }

    private static let ingress = ReadPlan.RouteName(kind: .ingress, namespace: "shop", name: "front")

    private static func all(readsRoutes: Bool) -> ReadPlan {
        var plan = ReadPlan(scope: .all)
        plan.readsRoutes = readsRoutes
        return plan
    }

    private static func named(_ routes: [ReadPlan.RouteName]) -> ReadPlan {
        var plan = ReadPlan(scope: .named([]))
        plan.routes = routes
        return plan
    }

    private static func rounds(_ plan: ReadPlan, _ topology: Topology) -> [Input] {
        ClusterSide.allCases.flatMap { side in
            plan.firstRound(side) + plan.secondRound(side, after: topology) + plan.thirdRound(side, after: topology)
        }.map(\.input)
    }

    @Test func servicesAloneCostNothingMore() throws {
        let topology = try Self.topology(RouteExample.changes)
        let ofRoutes = Set(ReadPlan.layerSevenInputs)
        let service = ReadPlan(scope: .named([ReadPlan.ServiceName(namespace: "shop", name: "web")]))
        for plan in [service, Self.all(readsRoutes: false), Self.named([])] {
            #expect(ofRoutes.isDisjoint(with: Self.rounds(plan, topology)))
        }
    }

    /// Then the second round knows what it may read, and which lists would only be 404s.
    @Test func namedObjectsAskAheadAndNothingElseDoes() throws {
        let named = Self.named([Self.ingress])
        #expect(named.permissions.map(\.resource) == ["pods/log"])
        #expect(named.learnedVersions(.management) == ["gateway.networking.k8s.io/v1"])
        #expect(named.learnedVersions(.tenant) == [])
        let service = ReadPlan(scope: .named([ReadPlan.ServiceName(namespace: "shop", name: "web")]))
        for plan in [service, Self.all(readsRoutes: true), ReadPlan(scope: .everything), ReadPlan(scope: .fleet)] {
            #expect(!plan.permissions.contains { $0.resource == "pods/log" })
            #expect(ClusterSide.allCases.allSatisfy { plan.learnedVersions($0) == nil })
        }
        var withoutLogs = named
        withoutLogs.evidence.readsLogs = false
        #expect(!withoutLogs.permissions.contains { $0.resource == "pods/log" })
    }

    /// Without the Route of its Gateway, the CCM of a healthy route would be in question.
    @Test func theRouteOfTheGatewayIsReadWithThatOfARoute() {
        func selectors(_ kind: RouteKind, _ name: String) -> [String?] {
            Self.named([ReadPlan.RouteName(kind: kind, namespace: "shop", name: name)]).firstRound(.management)
                .filter { $0.input == .routes }.map {
                    $0.path?.split(separator: "=", maxSplits: 1).last.map(String.init)
                }
        }
        let namespace = "kubelb.k8c.io/origin-ns=shop,kubelb.k8c.io/origin-name"
        #expect(selectors(.httpRoute, "app") == ["\(namespace) in (kubelb,app)"])
        #expect(selectors(.grpcRoute, "kubelb") == ["\(namespace)=kubelb"])
        #expect(selectors(.ingress, "site") == ["\(namespace)=site"])
    }

    /// For a timeline the Events about the object are read, too.
    @Test func aTimelineReadsTheEventsOfTheObject() throws {
        let topology = try Self.topology(RouteExample.changes)
        func events(_ plan: ReadPlan) -> Int {
            plan.secondRound(.tenant, after: topology).count { $0.input == .tenantEvents }
        }
        var plan = Self.named([Self.ingress])
        let without = events(plan)
        plan.evidence.readsHistory = true
        #expect(events(plan) == without + 1)
    }

    @Test func withoutObjectsOnlyTheFirstRoundAsks() throws {
        let topology = try Self.topology("")
        let with = Self.rounds(Self.all(readsRoutes: true), topology)
        let without = Self.rounds(Self.all(readsRoutes: false), topology)
        // The kinds of the Gateway API are one read, which asks discovery first.
        #expect(with.count == without.count + 3)
        #expect(Set(with).subtracting(without) == [.tenantIngresses, .tenantIngressClasses, .tenantGateways])
    }

    @Test func objectsOfOtherControllersAreNoReasonToReadOn() throws {
        let theirs = """
            tenant:
              ingresses.networking.k8s.io:
                shop/theirs:
                  spec: {ingressClassName: nginx, defaultBackend: {service: {name: web, port: {number: 80}}}}
              ingressclasses.networking.k8s.io: {nginx: {spec: {controller: k8s.io/ingress-nginx}}}
            """
        let reads = Self.rounds(Self.all(readsRoutes: true), try Self.topology(theirs))
        #expect(!reads.contains(.managementIngresses) && !reads.contains(.tenantSecrets))
    }

    @Test func allServicesOfTheirNamespacesAreRead() throws {
        let plan = Self.all(readsRoutes: true)
        let topology = try Self.topology(RouteExample.changes)
        let second = plan.secondRound(.tenant, after: topology).map(\.input)
        // Those of shop and of infra; of each all Services, so that none looks absent.
        #expect(second.filter { $0 == .tenantServices }.count == 2)
        for input in [Input.tenantSecrets, .tenantSyncSecrets, .tenantResourceQuotas] {
            #expect(second.contains(input))
        }
        let management = Set(plan.secondRound(.management, after: topology).map(\.input))
        #expect(
            management.isSuperset(of: [
                .managementIngresses, .managementIngressClasses, .managementGateways, .managementSecrets, .certificates,
                .managementServices, .managementDeployments, .routes,
            ]))
    }

    /// Another tenant's Ingress may be the reason why the manager could not create one.
    @Test func allIngressesAreReadIfOneIsMissing() throws {
        let missing = "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: null}}"
        for (changes, isRead) in [("", false), (missing, true)] {
            let topology = try Self.topology(changes, hasRoutes: true)
            for plan in [Self.all(readsRoutes: true), Self.named([Self.ingress])] {
                #expect(
                    plan.followUp(.management, after: topology).map(\.input).contains(.managementIngresses) == isRead)
            }
        }
    }

    /// A route of a Gateway with another name is judged with that Gateway, a converted one with its Ingress, and the other way
    /// round.
    @Test func whatANamedObjectIsJudgedByIsRead() throws {
        func reads(_ kind: RouteKind, _ changes: String) throws -> [Input] {
            let topology = try Self.topology(changes)
            let plan = Self.named([ReadPlan.RouteName(kind: kind, namespace: "shop", name: "front")])
            return plan.secondRound(.tenant, after: topology).map(\.input)
        }
        let route = { (metadata: String, parent: String) in
            "tenant: {httproutes.gateway.networking.k8s.io: {shop/front: {metadata: {\(metadata)}, spec: {parentRefs: [{name: \(parent)}]}}}}"
        }
        #expect(try reads(.httpRoute, route("", "public")).contains(.tenantGateways))
        #expect(try !reads(.httpRoute, route("", "kubelb")).contains(.tenantGateways))
        let label = "labels: {kubelb.k8c.io/source-ingress: front.shop}"
        #expect(try reads(.httpRoute, route(label, "kubelb")).contains(.tenantIngresses))
        let ingress = """
            tenant: {ingresses.networking.k8s.io: {shop/front: {metadata: {annotations: {
              kubelb.k8c.io/conversion-status: converted}}, spec: {ingressClassName: kubelb}}}}
            """
        #expect(try reads(.ingress, ingress).contains(Input.tenantHTTPRoutes))
    }

    @Test func oneNamedCostsTheSameWhateverElseThereIs() throws {
        let few = try Self.topology(RouteExample.changes)
        let key = try #require(few.routeExposures.first { $0.path == "shop/front" }?.resource)
        var crowd = RouteExample.changes
        crowd += "\n---\ntenant:\n  services:\n"
        for number in 0..<40 {
            crowd += "    shop/crowd-\(number): {spec: {type: LoadBalancer, ports: [{port: 80, protocol: TCP}]}}\n"
        }
        crowd += "  ingresses.networking.k8s.io:\n"
        for number in 0..<40 {
            crowd += "    shop/crowd-\(number): {spec: {ingressClassName: kubelb}}\n"
        }
        let plan = Self.named([Self.ingress])
        let reads = Self.rounds(plan, try Self.topology(RouteExample.changes, asking: [key]))
        #expect(reads == Self.rounds(plan, try Self.topology(crowd, asking: [key])))
        #expect(reads.filter { $0 == .tenantIngresses }.count == 1)
        #expect(reads.contains(.managementIngresses) && reads.contains(.tenantServices))
        #expect(reads.filter { $0 == .loadBalancers }.isEmpty)
    }

    /// Before a controller is said not to run, all Deployments are read.
    @Test func aControllerWithoutTheUsualLabelsIsLookedFor() throws {
        let plan = Self.named([Self.ingress])
        let deployments = { (topology: Topology) in
            plan.secondRound(.management, after: topology).filter { $0.input == .managementDeployments }.count
        }
        let classes =
            "\n---\nmanagement: {ingressclasses.networking.k8s.io: {nginx: {spec: {controller: k8s.io/ingress-nginx}}}}"
        let unseen = deployments(try Self.topology(RouteExample.changes + classes))
        #expect(unseen == deployments(try Self.topology(RouteExample.changes)) + 1)
        let controller = """

            ---
            management:
              deployments.apps:
                ingress/any:
                  spec:
                    replicas: 1
                    template:
                      spec: {containers: [{name: c, image: "registry.k8s.io/ingress-nginx/controller:v1.15.0"}]}
            """
        #expect(deployments(try Self.topology(RouteExample.changes + classes + controller)) == unseen - 1)
    }

    @Test func manyNamespacesAreReadAtOnce() throws {
        var changes = "tenant:\n  ingresses.networking.k8s.io:\n"
        for number in 0..<20 { changes += "    ns-\(number)/web: {spec: {ingressClassName: kubelb}}\n" }
        let second = Self.all(readsRoutes: true).secondRound(.tenant, after: try Self.topology(changes))
        #expect(second.filter { $0.input == .tenantServices }.count == 1)
    }

    // MARK: Rights

    @Test func printedRightsCoverWhatIsRead() async throws {
        let text = await run(["doctor", "--print-rbac"]).output
        let documents = text.split(separator: "---\n")
        for input in ReadPlan.layerSevenInputs {
            let right = try #require(input.right)
            let parts = right.resource.split(separator: ".", maxSplits: 1).map(String.init)
            let rule =
                "- apiGroups: [\"\(parts.count > 1 ? parts[1] : "")\"]\n  resources: [\"\(parts[0])\"]\n  verbs: ["
            let document = documents[input.side == .tenant ? 0 : 1]
            #expect(document.contains(rule), "\(input)")
        }
        // Layer 4 takes none of it.
        for document in documents {
            let before = try #require(document.split(separator: "# Optional, for Ingresses").first)
            #expect(!before.contains("ingresses") && !before.contains("httproutes"))
            // Of Secrets nothing but the list, whose metadata alone is asked for.
            #expect(document.contains("resources: [\"secrets\"]\n  verbs: [list]"))
        }
    }

    // MARK: Watches

    @Test func onlyWhatIsShownIsWatched() throws {
        let topology = try Self.topology(RouteExample.changes)
        var selection = ServiceSelection()
        selection.allNamespaces = true
        func routing(_ selection: ServiceSelection) -> Set<WatchedKind> {
            WatchedKind.all(for: selection, in: topology).filter {
                switch $0 {
                case .routing, .routes: true
                default: false
                }
            }
        }
        #expect(routing(selection).isEmpty)
        selection.coversRoutes = true
        #expect(routing(selection).count == 9)
        selection.kinds = [.routing(.ingress)]
        #expect(
            routing(selection) == [
                .routing(.tenant, .ingress, namespace: nil), .routing(.management, .ingress, namespace: "tenant-acme"),
                .routes(namespace: "tenant-acme"),
            ])
        var named = ServiceSelection()
        named.namespace = "shop"
        named.coversRoutes = true
        named.arguments = [.named(namespace: nil, name: "web")]
        #expect(routing(named).isEmpty)
        named.routes = [.named(.httpRoute, namespace: "shop", name: "api")]
        #expect(routing(named).contains(.routing(.tenant, .httpRoute, namespace: "shop")))
        #expect(!routing(named).contains { if case .routing(_, .ingress, _) = $0 { true } else { false } })
    }
}
