#if Sandbox
    import APIServer
    import Kubernetes
    import LocalSystem
    import Synchronization
    import Transport

    /// One live cluster: its objects, its API server with real TLS, and who may do what there.
    final class RunningCluster: Sendable {
        /// As its context is called, without `sandbox-`: `tenant`, `tenant-2`, `management`.
        let name: String
        let api: ClusterAPI
        let authority: CertificateAuthority
        let credentials = CredentialStore()
        let port: Int
        private let server: Mutex<ServedCluster?>
        private let faults = Mutex<[ServedFault]>([])
        private let administrator: IssuedCertificate
        private let machineryToken: String
        private let ccmToken: String
        private let managerToken: String
        private let issued = Mutex<[String: (token: String, kubeconfig: String)]>([:])

        init(name: String, api: ClusterAPI, identities: [Identity]) async throws {
            self.name = name
            self.api = api
            authority = try CertificateAuthority(name: "\(name)-ca")
            let server = try await ServedCluster(
                authority: authority, credentials: credentials, faults: [], now: Self.now)
            server.answer(with: api)
            port = server.port
            self.server = Mutex(server)
            let admin = ReadyIdentities.admin
            administrator = try authority.clientCertificate(user: admin.user, groups: admin.groups)
            credentials.register(administrator, of: admin)
            machineryToken = credentials.issueToken(to: ReadyIdentities.machinery)
            managerToken = credentials.issueToken(to: ReadyIdentities.manager)
            ccmToken = credentials.issueToken(
                to: identities.first { $0.name == "ccm" } ?? Identity(name: "ccm", user: "ccm", rules: []))
        }

        @Sendable private static func now() -> Timestamp { Timestamp(milliseconds: WallClock.milliseconds) }

        var url: String { "https://127.0.0.1:\(port)" }

        /// Ends the API server; its objects stay.
        func stopServer() async {
            let running = server.withLock { server in
                defer { server = nil }
                return server
            }
            await running?.stop()
        }

        /// Starts the API server again, on its port.
        func startServer() async throws {
            guard server.withLock({ $0 == nil }) else { return }
            let new = try await ServedCluster(
                authority: authority, credentials: credentials, faults: faults.withLock { $0 }, port: port,
                now: Self.now)
            new.answer(with: api)
            server.withLock { $0 = new }
        }

        var isServing: Bool { server.withLock { $0 != nil } }

        func setFaults(_ list: [ServedFault]) {
            faults.withLock { $0 = list }
            server.withLock { $0 }?.faults.replace(with: list)
        }

        func closeConnections() { server.withLock { $0 }?.closeConnections() }

        // MARK: Credentials

        func entry(token: String, namespace: String? = nil) -> Kubeconfig {
            entry(.token(token), namespace: namespace)
        }

        private func entry(_ credentials: Kubeconfig.Credentials, namespace: String? = nil) -> Kubeconfig {
            Kubeconfig(
                clusters: [.init(name: name, server: url, authorityPEM: authority.issued.certificatePEM)],
                contexts: [.init(name: name, cluster: name, namespace: namespace, credentials: credentials)],
                currentContext: name)
        }

        /// Adds the contexts `sandbox-NAME` of the administrator and `sandbox-NAME-IDENTITY` of the others.
        func addContexts(for identities: [Identity], to kubeconfig: inout Kubeconfig) {
            let cluster = "sandbox-\(name)"
            kubeconfig.clusters.append(
                .init(name: cluster, server: url, authorityPEM: authority.issued.certificatePEM))
            kubeconfig.contexts.append(
                .init(
                    name: cluster, cluster: cluster,
                    credentials: .certificate(pem: administrator.certificatePEM, keyPEM: administrator.keyPEM)))
            for identity in identities {
                kubeconfig.contexts.append(
                    .init(
                        name: "\(cluster)-\(identity.name)", cluster: cluster,
                        credentials: .token(credentials.issueToken(to: identity))))
            }
        }

        // MARK: Clients

        /// A client of the cluster's own controllers; `agent` is what managedFields name.
        func machineryClient(_ agent: String, over engine: HTTPEngine) throws -> APIClient {
            try Self.client(entry(token: machineryToken), agent: agent, over: engine)
        }

        /// A client of the manager, which may do everything that it needs in all namespaces.
        func managerClient(over engine: HTTPEngine) throws -> APIClient {
            try Self.client(entry(token: managerToken), agent: "kubelb", over: engine)
        }

        /// The token that the CCM of a tenant was issued, and the kubeconfig (YAML) with it.
        func ccmAccess(tenant: String) -> (token: String, kubeconfig: String) {
            issued.withLock { issued in
                if let access = issued[tenant] { return access }
                var identity = ReadyIdentities.ccm(.management, tenant, "kubelb")
                // The manager's Role and RoleBinding give it what it may do.
                identity.rules = []
                let token = credentials.issueToken(to: identity)
                let text = String(decoding: entry(token: token, namespace: "tenant-\(tenant)").bytes, as: UTF8.self)
                api.setKnown(identity)
                issued[tenant] = (token, text)
                return (token, text)
            }
        }

        /// `isNew`: with another token; the one before is refused from now on.
        func ccmKubeconfig(tenant: String, isNew: Bool) -> String {
            if isNew, let old = issued.withLock({ $0.removeValue(forKey: tenant) }) { credentials.revoke(old.token) }
            return ccmAccess(tenant: tenant).kubeconfig
        }

        /// A client with the rights that the chart gives the CCM in its own cluster.
        func ccmClient(over engine: HTTPEngine) throws -> APIClient {
            try Self.client(entry(token: ccmToken), agent: "ccm", over: engine)
        }

        static func client(_ kubeconfig: Kubeconfig, agent: String, over engine: HTTPEngine) throws -> APIClient {
            try client(kubeconfig.bytes, agent: agent, over: engine)
        }

        static func client(_ kubeconfig: [UInt8], agent: String, over engine: HTTPEngine) throws -> APIClient {
            let access = try Kubernetes.Kubeconfig.parse(kubeconfig, source: "kubeconfig")
            var settings = APIClient.Settings()
            settings.userAgent = "\(agent)/\(Manifests.version)"
            return APIClient(access, engine: engine, settings: settings)
        }
    }
#endif
