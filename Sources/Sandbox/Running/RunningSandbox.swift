#if Sandbox
    import APIServer
    import Documents
    import Kubernetes
    import LocalSystem
    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// A whole sandbox: a management cluster, tenant clusters, and everything that lives in them.
    package final class RunningSandbox: Sendable {
        let directory: StateDirectory
        let management: ManagementCluster
        let tenants: [TenantCluster]
        let faults = SandboxFaults()
        /// The range of the address pool, and its first address.
        let poolRange: String
        let firstPoolAddress: String
        let parts: SandboxParts
        private let work: Task<Void, Never>
        private let control: Mutex<ServedCluster?>
        private let stopRequests: AsyncStream<Void>

        /// The kubeconfig that leads to all clusters.
        package var kubeconfigPath: String { directory.kubeconfig }

        /// The first tenant cluster, which faults are about.
        var tenant: TenantCluster { tenants[0] }

        /// Starts everything and returns when the CCMs know their way; Services need some seconds more.
        package static func start(_ options: SandboxOptions) async throws -> RunningSandbox {
            let parts = try await SandboxParts.make(options)
            do {
                return try await RunningSandbox(parts)
            } catch {
                await parts.stop()
                throw error
            }
        }

        private init(_ parts: SandboxParts) async throws {
            self.parts = parts
            directory = parts.directory
            management = parts.management
            tenants = parts.tenants
            poolRange = parts.poolRange
            firstPoolAddress = parts.firstPoolAddress
            work = Task {
                await withDiscardingTaskGroup { group in
                    group.addTask { await parts.management.run() }
                    for tenant in parts.tenants { group.addTask { await tenant.run() } }
                }
            }
            let (requests, request) = AsyncStream<Void>.makeStream()
            stopRequests = requests
            control = Mutex(nil)
            do {
                try await parts.seed()
                try await openControl { request.yield() }
            } catch {
                work.cancel()
                await work.value
                throw error
            }
        }

        /// Serves `down`, `status` and `fault` of other processes.
        private func openControl(_ stop: @escaping @Sendable () -> Void) async throws {
            let authority = try CertificateAuthority(name: "control-ca")
            let credentials = CredentialStore()
            let server = try await ServedCluster(authority: authority, credentials: credentials, faults: []) {
                Timestamp(milliseconds: WallClock.milliseconds)
            }
            server.answer(with: ControlServer(sandbox: self, stop: stop))
            let token = credentials.issueToken(to: ControlServer.identity)
            let kubeconfig = Kubeconfig(
                clusters: [.init(name: "control", server: server.url, authorityPEM: authority.issued.certificatePEM)],
                contexts: [.init(name: "control", cluster: "control", credentials: .token(token))],
                currentContext: "control")
            control.withLock { $0 = server }
            controlText.withLock { $0 = String(decoding: kubeconfig.bytes, as: UTF8.self) }
        }

        private let controlText = Mutex("")
        private let leavingVictims = Mutex<Set<String>>([])

        /// Lets other processes find the sandbox.
        func publish() throws {
            try directory.publish(.init(process: Int(getpid()), control: controlText.withLock { $0 }))
        }

        func waitUntilAskedToStop() async {
            for await _ in stopRequests { return }
        }

        /// Ends everything and removes what was written. Again: nothing.
        package func stop() async {
            work.cancel()
            await work.value
            let server = control.withLock { control in
                defer { control = nil }
                return control
            }
            await server?.stop()
            await parts.stop()
        }

        // MARK: Faults

        package func inject(_ fault: String) async throws { _ = try await faults.inject(fault, into: self) }

        package func clear(_ fault: String) async throws { _ = try await faults.clear(fault, from: self) }

        /// Makes a Service in the first tenant cluster, for a fault to be seen on.
        /// Returns its name: the one given, with a number if there is such a Service.
        @discardableResult
        func createVictim(_ prefix: String) async throws -> String {
            let services = try await tenant.editor.client.documents(Service.self, ListQuery(namespace: "default")).items
            let taken = Set(services.compactMap { $0["metadata"]?["name"]?.string })
            var name = prefix
            var number = 1
            while taken.contains(name) {
                number += 1
                name = "\(prefix)-\(number)"
            }
            try await tenant.editor.create(Manifests.service(name, namespace: "default", port: 8080))
            return name
        }

        func deleteVictim(_ name: String) async throws {
            try await tenant.editor.delete(.service(name))
            leavingVictims.withLock { _ = $0.insert(name) }
        }

        /// Waits until the CCM has let go of what earlier faults left; a fault that meets them would be another one.
        func waitUntilVictimsLeft() async throws {
            for name in leavingVictims.withLock({ $0.sorted() }) {
                try await tenant.live.wait("the Service \(name) stays") {
                    do throws(APIError) {
                        _ = try await self.tenant.editor.client.get(.service(name))
                        return false
                    } catch {
                        if case .notFound = error { return true }
                        throw error
                    }
                }
                leavingVictims.withLock { _ = $0.remove(name) }
            }
        }

        /// Addresses that Services of the management cluster have, sorted.
        func addressesInUse() async throws -> [String] {
            let services = try await management.editor.client.documents(Service.self).items
            return services.compactMap { $0["status"]?["loadBalancer"]?["ingress"]?[0]?["ip"]?.string }.sorted()
        }
    }
#endif
