#if Sandbox
    import APIServer
    import Controllers
    import DataPlane
    import Documents
    import KubeLB
    import Kubernetes
    import LocalSystem
    import NIOPosix
    import Transport

    /// What a sandbox is put together from, before it is alive.
    struct SandboxParts: Sendable {
        let options: SandboxOptions
        let directory: StateDirectory
        let network: LoopbackNetwork
        let management: ManagementCluster
        let tenants: [TenantCluster]
        let poolRange: String
        let firstPoolAddress: String

        /// Takes the directory and the addresses, and opens the API servers. Leaves nothing behind when it throws.
        static func make(_ options: SandboxOptions) async throws -> SandboxParts {
            _ = FileDescriptors.raiseLimit()
            let directory = try options.directory.map { try StateDirectory(taking: $0) } ?? StateDirectory.temporary()
            let group = MultiThreadedEventLoopGroup.singleton
            var servers: [RunningCluster] = []
            var network: LoopbackNetwork?
            do {
                let taken = try await LoopbackNetwork.take(on: group)
                network = taken
                let engine = try HTTPEngine()
                let addresses = PodAddresses(network: taken)
                let management = try await makeManagement(
                    options, network: taken, addresses: addresses, group: group, engine: engine)
                servers.append(management.cluster)
                var tenants: [TenantCluster] = []
                for index in 0..<options.tenants {
                    let tenant = try await makeTenant(
                        index, options, management: management.cluster, network: taken, addresses: addresses,
                        group: group, engine: engine)
                    servers.append(tenant.cluster)
                    tenants.append(tenant)
                }
                return SandboxParts(
                    options: options, directory: directory, network: taken, management: management, tenants: tenants,
                    poolRange: "127.\(taken.number).1.1-127.\(taken.number).8.254",
                    firstPoolAddress: "127.\(taken.number).1.1")
            } catch {
                for server in servers { await server.stopServer() }
                await network?.release()
                directory.remove()
                throw error
            }
        }

        /// Closes the servers and removes what was written.
        func stop() async {
            for tenant in tenants { await tenant.cluster.stopServer() }
            await management.cluster.stopServer()
            await network.release()
            directory.remove()
        }

        // MARK: Clusters

        private static func makeManagement(
            _ options: SandboxOptions, network: LoopbackNetwork, addresses: PodAddresses,
            group: MultiThreadedEventLoopGroup, engine: HTTPEngine
        ) async throws -> ManagementCluster {
            let names = (0..<options.tenants).map(tenantName)
            let identities = ReadyIdentities.all(of: .management, tenant: names.first, ccmNamespace: "kubelb")
            let cluster = try await RunningCluster(
                name: "management", api: api(.management, known: identities), identities: identities)
            let envoys = RunningEnvoys()
            let switches = ProgramSwitches()
            let lease = options.timing.lease
            let live = try LiveCluster(
                cluster,
                nodes: [NodeDescription(name: "mgmt-1", internalAddress: network.node(250), externalAddress: nil)],
                addresses: addresses, switches: switches, timing: options.timing, engine: engine
            ) { request in
                switch request.container {
                case "manager":
                    ManagerProgram(
                        connect: { try cluster.managerClient(over: HTTPEngine()) },
                        kubeconfig: { cluster.ccmKubeconfig(tenant: $0, isNew: $1) }, lease: lease)
                case "envoy-proxy":
                    EnvoyProgram(group: group, envoys: envoys, healthCheckInterval: options.timing.healthCheckInterval)
                case "controller" where request.namespace == "metallb-system":
                    AddressPoolProgram(connect: { try cluster.machineryClient("controller", over: HTTPEngine()) })
                default: nil
                }
            }
            return try ManagementCluster(live: live, envoys: envoys, engine: engine)
        }

        private static func makeTenant(
            _ index: Int, _ options: SandboxOptions, management: RunningCluster, network: LoopbackNetwork,
            addresses: PodAddresses, group: MultiThreadedEventLoopGroup, engine: HTTPEngine
        ) async throws -> TenantCluster {
            let name = tenantName(index)
            let identities = ReadyIdentities.all(of: .tenant, tenant: name, ccmNamespace: "kubelb")
            let cluster = try await RunningCluster(
                name: index == 0 ? "tenant" : "tenant-\(index + 1)",
                api: api(.tenant, known: identities), identities: identities)
            var timing = CCMProgram.Timing()
            timing.lease = options.timing.lease
            timing.cacheSyncTimeout = options.timing.cacheSyncTimeout
            let nodes = (1...options.nodes).map { number in
                NodeDescription(
                    name: "worker-\(number)", internalAddress: network.node(index * 20 + number + 10),
                    externalAddress: network.node(index * 20 + number + 10))
            }
            let live = try LiveCluster(
                cluster, nodes: nodes, addresses: addresses, switches: ProgramSwitches(), timing: options.timing,
                engine: engine
            ) { [timing] request in
                switch request.container {
                case "ccm":
                    CCMProgram(
                        connect: { kubeconfig in
                            guard let kubeconfig else { return try cluster.ccmClient(over: HTTPEngine()) }
                            return try RunningCluster.client(kubeconfig, agent: "ccm", over: HTTPEngine())
                        }, timing: timing)
                case "echo": EchoProgram(group: group)
                default: nil
                }
            }
            let proxies = Dictionary(
                uniqueKeysWithValues: nodes.map { node in
                    (node.name, NodePortProxy(node: node.name, address: node.internalAddress, group: group))
                })
            return try TenantCluster(
                name: name, live: live, nodes: nodes, proxies: proxies, management: management,
                makesPods: options.makesPods, engine: engine)
        }

        /// What a cluster of one side serves.
        private static func api(_ side: ServedSide, known: [Identity]) -> ClusterAPI {
            let version: JSONValue = [
                "major": "1", "minor": "36", "gitVersion": .string(gitVersion), "gitCommit": "",
                "gitTreeState": "clean",
                "buildDate": "2026-08-12T00:00:00Z", "goVersion": "", "compiler": "swift", "platform": "linux/amd64",
            ]
            return ClusterAPI(kinds: ServedKind.live(side), version: version, known: known) {
                Timestamp(milliseconds: WallClock.milliseconds)
            }
        }

        /// By its build metadata a sandbox is told from other clusters.
        static let gitVersion = "v1.36.2+kubelb-sandbox"

        /// `demo`, `demo-2`, …
        static func tenantName(_ index: Int) -> String { index == 0 ? "demo" : "demo-\(index + 1)" }
    }
#endif
