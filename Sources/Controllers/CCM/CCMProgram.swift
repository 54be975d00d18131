import Documents
import KubeLB
import Kubernetes

/// KubeLB's cloud controller manager: brings Services and nodes of a tenant cluster to the management cluster (KubeLB
/// `cmd/ccm`, the version after v1.4.3).
package struct CCMProgram: ContainerProgram {
    package struct Timing: Sendable {
        package var lease = LeaderLease.Timing()
        /// controller-runtime's default.
        package var cacheSyncTimeout = Duration.seconds(120)

        package init() {}
    }

    /// Makes a client of a kubeconfig (YAML), or of the own cluster for nil.
    package typealias Connect = @Sendable (_ kubeconfig: [UInt8]?) async throws -> APIClient

    private let connect: Connect
    private let timing: Timing
    private let metrics = ControllerMetrics()

    package init(connect: @escaping Connect, timing: Timing = Timing()) {
        self.connect = connect
        self.timing = timing
    }

    package func run(_ container: ContainerContext) async throws {
        let log = ZapLog(write: container.log, isVerbose: LogLevel.isVerbose(container.arguments))
        log.info("starting kubelb CCM", logger: "setup")
        metrics.begin(lease: KubeLBNames.ccmLease)
        metrics.set("kubelb_ccm_kubelb_cluster_connected", 0)
        let settings = CCMSettings(arguments: container.arguments)
        let management = try await managementClient(container, settings, log)
        let tenant = try await connect(nil)
        let namespace = KubeLBNames.tenantNamespace(forClusterName: settings.clusterName ?? "")
        let lease = LeaderLease(
            client: tenant,
            namespace: Argument.value("leader-election-namespace", in: container.arguments) ?? container.namespace,
            name: KubeLBNames.ccmLease, identity: "\(container.pod)_\(ClientIdentity.random())", releasesAtEnd: false,
            timing: timing.lease
        ) { KlogLine.write($0, to: container.log) }
        do {
            try await lease.hold {
                metrics.lead(true, KubeLBNames.ccmLease)
                try await CCMControllers(
                    tenant: tenant, management: management, namespace: namespace, settings: settings, log: log,
                    metrics: metrics, cacheSyncTimeout: timing.cacheSyncTimeout
                ).run()
            }
        } catch let lost as LeaderLease.Lost {
            log.error("problem running manager", lost.description, logger: "setup")
            throw ControllerExit(description: lost.description)
        }
    }

    /// The way to the management cluster, or an end with the words of the real CCM.
    private func managementClient(
        _ container: ContainerContext, _ settings: CCMSettings, _ log: ZapLog
    ) async throws -> APIClient {
        func fail(_ message: String, _ error: String) -> ControllerExit {
            log.error(message, error, logger: "setup", ("stacktrace", "main.main\n\tk8c.io/kubelb/cmd/ccm/main.go"))
            return ControllerExit(description: "\(message): \(error)")
        }
        guard settings.clusterName != nil else {
            throw fail("unable to start", "cluster/tenant name is required")
        }
        guard ["ExternalIP", "InternalIP", "Hostname"].contains(settings.nodeAddressType) else {
            throw fail(
                "unable to start",
                "invalid node address type, expected: ExternalIP, InternalIP or Hostname, got: \(settings.nodeAddressType)"
            )
        }
        let path =
            Argument.value("kubelb-kubeconfig", in: container.arguments)
            ?? "/home/nonroot/.kube/\(KubeLBNames.kubeconfigKey)"
        guard let kubeconfig = await container.file(path) else {
            throw fail("unable to create rest config for kubelb cluster", "stat \(path): no such file or directory")
        }
        let client: APIClient
        do {
            client = try await connect(kubeconfig)
        } catch {
            throw fail("unable to create rest config for kubelb cluster", "\(error)")
        }
        do throws(APIError) {
            _ = try await client.answer(to: APICall("/api"))
        } catch {
            if Task.isCancelled { throw CancellationError() }
            let text = GoErrorText.text(of: error, url: "\(client.access.server)/api")
            throw fail(
                "failed to create manager for kubelb cluster",
                "failed to determine if *v1alpha1.LoadBalancer is namespaced: failed to get restmapping: "
                    + "failed to get server groups: \(text)")
        }
        return client
    }

    package func respond(to request: ContainerRequest) async -> ContainerResponse? {
        metrics.respond(to: request, port: 9445)
    }
}
