#if Sandbox
    import APIServer
    import Documents
    import FoundationEssentials
    import Kubernetes
    import Synchronization

    /// The two clusters of a bundle behind real API servers on ports of this machine, and a kubeconfig that leads to them.
    ///
    /// Its contexts are `sandbox-tenant` and `sandbox-management` for the admin, and `sandbox-tenant-ccm` and so on for the
    /// other identities. A side that was not to be reached when the bundle was taken is not to be reached here.
    package final class ServedPair: Sendable {
        package struct Failure: Error, Sendable, CustomStringConvertible {
            package let description: String
        }

        private struct Side: Sendable {
            /// nil: nothing listens on the port.
            let cluster: ServedCluster?
            let closedPort: ClosedPort?
            let url: String
            let authority: CertificateAuthority
            let credentials: CredentialStore
        }

        private let sides: [ServedSide: Side]
        private let unreachable: [ServedSide: String]
        private let served: ServedDirectory
        private let kubeconfig: Mutex<Kubeconfig>

        /// Absolute.
        package var kubeconfigPath: String { served.kubeconfig }
        /// Holds the kubeconfig; removed by `stop()` if it was made.
        package var directory: String { served.path }

        /// Serves the bundle in a directory. Throws when it cannot be read or makes no sense.
        package static func start(folder: String, options: ServeOptions = ServeOptions()) async throws -> ServedPair {
            try await start(bundle: BundleFolder.read(folder), options: options)
        }

        /// Serves the files of a bundle, by their paths as `tenant/services.json`. Both servers listen when it returns.
        package static func start(bundle files: [String: [UInt8]], options: ServeOptions = ServeOptions()) async throws
            -> ServedPair
        {
            let bundle = try ServedBundle(files: files)
            let now = options.now ?? { Timestamp(milliseconds: Int(Date.now.timeIntervalSince1970 * 1000)) }
            var sides: [ServedSide: Side] = [:]
            let directory = try ServedDirectory(options.directory)
            do {
                for side in ServedSide.allCases {
                    sides[side] = try await open(side, of: bundle, faults: options.faults[side] ?? [], now: now)
                }
                let pair = ServedPair(sides: sides, unreachable: bundle.unreachable, directory: directory)
                try pair.begin(bundle, options: options, now: now)
                return pair
            } catch {
                for side in sides.values { await side.cluster?.stop() }
                directory.remove()
                throw error
            }
        }

        private init(sides: [ServedSide: Side], unreachable: [ServedSide: String], directory: ServedDirectory) {
            self.sides = sides
            self.unreachable = unreachable
            served = directory
            var kubeconfig = Kubeconfig(currentContext: Self.contextName(.tenant, "admin"))
            for (side, value) in sides.sorted(by: { $0.key == .tenant && $1.key != .tenant }) {
                kubeconfig.clusters.append(
                    .init(
                        name: Self.contextName(side, "admin"), server: value.url,
                        authorityPEM: value.authority.issued.certificatePEM))
            }
            self.kubeconfig = Mutex(kubeconfig)
        }

        private static func open(
            _ side: ServedSide, of bundle: ServedBundle, faults: [ServedFault], now: @escaping @Sendable () -> Timestamp
        ) async throws -> Side {
            let authority = try CertificateAuthority(name: "\(side.rawValue)-ca")
            let credentials = CredentialStore()
            if bundle.unreachable[side] != nil {
                guard let closed = ClosedPort() else { throw Failure(description: "no free port on 127.0.0.1") }
                return Side(
                    cluster: nil, closedPort: closed, url: "https://127.0.0.1:\(closed.port)", authority: authority,
                    credentials: credentials)
            }
            let cluster = try await ServedCluster(
                authority: authority, credentials: credentials, faults: faults, now: now)
            return Side(
                cluster: cluster, closedPort: nil, url: cluster.url, authority: authority, credentials: credentials)
        }

        /// Gives the servers their objects, and the identities their credentials.
        private func begin(_ bundle: ServedBundle, options: ServeOptions, now: @Sendable () -> Timestamp) throws {
            var secrets: [ServedSide: [ServedObject]] = [:]
            for side in ServedSide.allCases {
                guard let here = sides[side] else { continue }
                for identity in ServedAPI.identities(of: side, in: bundle) {
                    let credentials: Kubeconfig.Credentials
                    if identity.name == "admin" {
                        let certificate = try here.authority.clientCertificate(
                            user: identity.user, groups: identity.groups)
                        here.credentials.register(certificate, of: identity)
                        credentials = .certificate(pem: certificate.certificatePEM, keyPEM: certificate.keyPEM)
                    } else {
                        let token = here.credentials.issueToken(to: identity)
                        credentials = .token(token)
                        if side == .management, identity.name == "ccm" {
                            secrets = CCMSecret.objects(
                                for: bundle, managementURL: here.url,
                                authorityPEM: here.authority.issued.certificatePEM,
                                token: token, now: now(), change: options.ccmKubeconfig)
                        }
                    }
                    addContext(identity.name, side, credentials)
                }
            }
            for (side, here) in sides {
                guard let cluster = here.cluster else { continue }
                if let handler = options.handler {
                    cluster.answer(with: handler(side))
                } else {
                    let extra = (secrets[side] ?? []) + (options.extraObjects[side] ?? [])
                    cluster.answer(
                        with: try ServedAPI.handler(of: side, in: bundle, extraObjects: extra, clock: cluster.clock))
                }
            }
            try writeKubeconfig()
        }

        private static func contextName(_ side: ServedSide, _ identity: String) -> String {
            "sandbox-\(side.rawValue)" + (identity == "admin" ? "" : "-\(identity)")
        }

        private func addContext(_ name: String, _ side: ServedSide, _ credentials: Kubeconfig.Credentials) {
            let context = Kubeconfig.Context(
                name: Self.contextName(side, name), cluster: Self.contextName(side, "admin"), credentials: credentials)
            kubeconfig.withLock { kubeconfig in
                kubeconfig.contexts.removeAll { $0.name == context.name }
                kubeconfig.contexts.append(context)
            }
        }

        private func writeKubeconfig() throws {
            // Written under the lock, so that an older state never replaces a newer one.
            try kubeconfig.withLock { try served.write(kubeconfig: $0.bytes) }
        }

        /// `https://127.0.0.1:PORT`.
        package func url(of side: ServedSide) -> String { sides[side]?.url ?? "" }

        /// Why nothing listens on the side's port; nil where something does.
        package func unreachableReason(of side: ServedSide) -> String? { unreachable[side] }

        /// The certificate of the side's authority, as PEM.
        package func authorityPEM(of side: ServedSide) -> String {
            sides[side]?.authority.issued.certificatePEM ?? ""
        }

        /// What clients asked for, in the order of arrival.
        package func requests(of side: ServedSide) -> [ServedRequest] { sides[side]?.cluster?.log.all ?? [] }

        package func clearRequests(of side: ServedSide) { sides[side]?.cluster?.log.clear() }

        /// Replaces the side's faults from now on. Those of certificates and protocols meet new connections only.
        package func setFaults(_ faults: [ServedFault], of side: ServedSide) {
            sides[side]?.cluster?.faults.replace(with: faults)
        }

        /// Closes the side's connections, so that clients have to make new ones.
        package func closeConnections(of side: ServedSide) { sides[side]?.cluster?.closeConnections() }

        /// Lets an identity in on one side: makes a token and a context `sandbox-SIDE-NAME`, and returns the token. An
        /// identity of the same name loses its context, and keeps its token.
        @discardableResult
        package func addIdentity(_ identity: Identity, to side: ServedSide) throws -> String {
            guard let here = sides[side] else { throw Failure(description: "no side \(side.rawValue)") }
            let token = here.credentials.issueToken(to: identity)
            addContext(identity.name, side, .token(token))
            try writeKubeconfig()
            return token
        }

        /// Ends both servers within a second, and removes the kubeconfig and the directory if it was made. Again: nothing.
        package func stop() async {
            await withDiscardingTaskGroup { group in
                for side in sides.values {
                    group.addTask { await side.cluster?.stop() }
                }
            }
            served.remove()
        }
    }
#endif
