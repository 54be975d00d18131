#if Sandbox
    import Documents
    import KubeLB
    import Kubernetes
    import NIOPosix

    /// What a sandbox holds, and what tests do to it.
    extension RunningSandbox {
        package struct HeldService: Sendable, Hashable {
            package let uid: String
            package let address: String?
            package let isTerminating: Bool
        }

        package struct Inventory: Hashable, Sendable {
            /// Services of type LoadBalancer of the first tenant cluster, by name.
            package var services: [String: HeldService] = [:]
            package var loadBalancers: Set<String> = []
            package var envoyServices: Set<String> = []
        }

        package func inventory() async throws -> Inventory {
            var inventory = Inventory()
            let namespace = "tenant-\(tenant.name)"
            let query = ListQuery(fields: "spec.type=LoadBalancer")
            for service in try await tenant.editor.client.documents(Service.self, query).items {
                let metadata = service["metadata"]
                inventory.services[metadata?["name"]?.string ?? ""] = HeldService(
                    uid: metadata?["uid"]?.string ?? "",
                    address: service["status"]?["loadBalancer"]?["ingress"]?[0]?["ip"]?.string,
                    isTerminating: metadata?["deletionTimestamp"]?.string != nil)
            }
            let client = management.editor.client
            for object in try await client.documents(LoadBalancer.self, ListQuery(namespace: namespace)).items {
                inventory.loadBalancers.insert(object["metadata"]?["name"]?.string ?? "")
            }
            for object in try await client.documents(Service.self, ListQuery(namespace: namespace)).items {
                inventory.envoyServices.insert(object["metadata"]?["name"]?.string ?? "")
            }
            return inventory
        }

        package var directoryPath: String { directory.path }

        /// The second number of its addresses, `127.NETWORK.0.0/16`.
        package var network: Int { parts.network.number }

        /// Makes a Service that selects the pods of `app`, of its own name where there is none.
        package func createService(
            _ name: String, port: Int = 8080, isUDP: Bool = false, app: String? = nil
        ) async throws {
            try await tenant.editor.create(
                Manifests.service(
                    name, namespace: "default", port: port, protocol: isUDP ? "UDP" : "TCP", app: app))
        }

        /// Gives a Service another type.
        package func turnService(_ name: String, into type: String) async throws {
            try await tenant.editor.patch(["spec": ["type": .string(type)]], .service(name))
        }

        package func deleteService(_ name: String) async throws {
            try await tenant.editor.client.delete(.service(name))
        }

        package enum Program: Sendable { case ccm, manager }
        /// Makes the program of a controller panic whenever it is started, or lets it run again; its pod stays.
        package func toggleCrashing(_ program: Program) {
            let (switches, container) = program == .ccm ? (tenant.switches, "ccm") : (management.switches, "manager")
            let isCrashing = switches.position(of: container, in: "") == .crashing
            switches.set(container, isCrashing ? .running : .crashing)
        }

        package enum Server: Sendable { case tenant, management }

        /// How many requests a client has made of both API servers, by what it calls itself.
        package func requestCount(of agent: String) -> Int {
            [tenant.live.cluster.api, management.live.cluster.api].reduce(0) { $0 + $1.requestCount(of: agent) }
        }

        /// Stops the program of a controller, or lets it go on; its pod stays.
        package func toggleProgram(_ program: Program) {
            let (switches, container) = program == .ccm ? (tenant.switches, "ccm") : (management.switches, "manager")
            let isRunning = switches.position(of: container, in: "") == .running
            switches.set(container, isRunning ? .frozen : .running)
        }

        /// Stops an API server, or starts it again; its objects stay.
        package func toggleServer(_ server: Server) async {
            let cluster = server == .tenant ? tenant.cluster : management.cluster
            if cluster.isServing { await cluster.stopServer() } else { try? await cluster.startServer() }
        }

        package func startEverything() async throws {
            tenant.switches.set("ccm", .running)
            management.switches.set("manager", .running)
            try await tenant.cluster.startServer()
            try await management.cluster.startServer()
        }

        /// What a pod answers to one line sent to `ADDRESS:PORT/PROTOCOL`; nil where nobody does within two seconds.
        package func answer(of address: String, _ port: String) async throws -> String? {
            let parts = port.split(separator: "/")
            guard let number = parts.first.flatMap({ Int($0) }) else { return nil }
            let target = management.addresses.substitute(for: "\(address):\(port)") ?? number
            return await EchoClient.ask(
                address, target, isUDP: parts.last == "UDP", group: MultiThreadedEventLoopGroup.singleton)
        }
    }
#endif
