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

        /// The first tenant cluster.
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
        private let leavingVictims = Mutex<Set<Victim>>([])

        /// A Service that a fault created.
        private struct Victim: Hashable {
            let tenant: String
            let service: String
        }

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

        /// `tenant`: the name of the tenant that it is about; nil for the first one.
        package func inject(_ fault: String, tenant: String? = nil) async throws {
            _ = try await faults.inject(fault, tenant: tenant, into: self)
        }

        /// `tenant`: nil for whichever tenant it is injected into.
        package func clear(_ fault: String, tenant: String? = nil) async throws {
            _ = try await faults.clear(fault, tenant: tenant, from: self)
        }

        /// The tenant of that name, or the first one.
        func tenant(named name: String?) throws -> TenantCluster {
            guard let name else { return tenant }
            if let tenant = tenants.first(where: { $0.name == name }) { return tenant }
            throw SandboxFaults.Unknown(
                description: "unknown tenant \"\(name)\"; tenants: \(tenants.map(\.name).joined(separator: ", "))")
        }

        func noteLeaving(_ service: String, of tenant: TenantCluster) {
            leavingVictims.withLock { _ = $0.insert(Victim(tenant: tenant.name, service: service)) }
        }

        /// Waits until the CCMs have let go of what earlier faults left; a fault that meets them would be another one.
        func waitUntilVictimsLeft() async throws {
            for victim in leavingVictims.withLock({ Array($0) }) {
                let tenant = try tenant(named: victim.tenant)
                try await tenant.live.wait("the Service \(victim.service) stays") {
                    do throws(APIError) {
                        _ = try await tenant.editor.client.get(.service(victim.service))
                        return false
                    } catch {
                        if case .notFound = error { return true }
                        throw error
                    }
                }
                leavingVictims.withLock { _ = $0.remove(victim) }
            }
        }
    }
#endif
