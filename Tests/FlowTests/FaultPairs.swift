#if Sandbox
    import Sandbox

    /// Two faults of a sandbox at once.
    struct FaultPair: Sendable, CustomStringConvertible {
        /// In the order of `SandboxFault.all`.
        let earlier: SandboxFault
        let later: SandboxFault

        var description: String { "\(earlier.name) and \(later.name)" }

        /// The one that is later on the path first: the Service that shows it still gets that far.
        var injected: [SandboxFault] {
            isInjectedInOrder ? [earlier, later] : [later, earlier]
        }

        private var isInjectedInOrder: Bool {
            // An API server that fails refuses other faults, and NotReady nodes take no new pods of the CCM.
            if later.name.contains("-api-") || later.name == "nodes-not-ready" { return true }
            // Addresses are deleted after the CCM is scaled down, and Services that show other faults need it.
            if later.name == "addresses-deleted" { return true }
            // Removing the Tenant restarts the manager.
            return earlier.name == "tenant-missing" && later.name.hasPrefix("manager-")
        }

        /// All that can exist together and be seen.
        static let all: [FaultPair] = {
            let faults = SandboxFault.all
            return faults.indices.flatMap { index in
                faults[(index + 1)...].filter { obstacle(faults[index], $0) == nil }
                    .map { FaultPair(earlier: faults[index], later: $0) }
            }
        }()

        /// Why two faults cannot exist together, or only one of them can be seen.
        static func obstacle(_ one: SandboxFault, _ other: SandboxFault) -> String? {
            obstacles.first { obstacle in
                (obstacle.ones.contains(one.name) && obstacle.others.contains(other.name))
                    || (obstacle.ones.contains(other.name) && obstacle.others.contains(one.name))
            }?.reason
        }

        private struct Obstacle {
            let ones: Set<String>
            let others: Set<String>
            let reason: String

            init(_ reason: String, _ ones: Set<String>, with others: Set<String>) {
                self.ones = ones
                self.others = others
                self.reason = reason
            }

            /// Each excludes the others.
            init(_ reason: String, among names: Set<String>) { self.init(reason, names, with: names) }
        }

        private static let scaledDown: Set = ["ccm-scaled-down", "addresses-deleted", "deleted-while-ccm-down"]
        private static let pools: Set = ["pool-absent", "pool-exhausted"]
        private static let blocked: Set = ["node-ports-blocked", "node-ports-blocked-on-one-node"]
        private static let disabled: Set = ["layer4-disabled", "layer4-disabled-everywhere"]
        private static let names = Set(SandboxFault.all.map(\.name))
        private static let servers = names.filter { $0.contains("-api-") }
        /// These are seen in the tenant cluster alone.
        private static let inTenantCluster: Set = [
            "ccm-scaled-down", "ccm-crash-loop", "class-filter", "no-node-address", "pods-not-ready",
            "wrong-target-port",
        ]

        private static let obstacles = [
            Obstacle("each scales the CCM to 0", among: scaledDown),
            Obstacle("no pod of the CCM is left", scaledDown, with: ["ccm-crash-loop", "ccm-stopped"]),
            Obstacle("a process that has ended cannot be stopped", among: ["ccm-crash-loop", "ccm-stopped"]),
            Obstacle("the CCM has one kubeconfig", among: ["bad-token", "management-unreachable", "wrong-secret-key"]),
            Obstacle(
                "doctor reads the namespace of the tenant that the CCM names", ["ccm-wrong-cluster-name"],
                with: pools.union(blocked).union([
                    "layer4-disabled", "namespace-label-missing", "envoy-not-ready", "status-overwritten",
                    "orphaned-loadbalancer",
                ])),
            Obstacle(
                "the CCM no longer manages the Services that show it", ["class-filter"],
                with: pools.union(blocked).union(["status-overwritten", "pods-not-ready", "wrong-target-port"])),
            Obstacle(
                "doctor asks for permissions with the CCM's credentials", ["no-rights"],
                with: ["bad-token", "expired-token", "management-unreachable", "wrong-secret-key"]),
            Obstacle("a manager that reconciles the Tenant restores the Role", ["no-rights"], with: disabled),
            Obstacle(
                "no server rejects the token", ["expired-token"], with: ["management-unreachable", "wrong-secret-key"]),
            Obstacle("the Tenant and its Role are gone", ["tenant-missing"], with: ["layer4-disabled", "no-rights"]),
            Obstacle("no pod of the manager is left", among: ["manager-scaled-down", "manager-stopped"]),
            Obstacle("there is no pool to exhaust", among: pools),
            Obstacle("no envoy Service is left", disabled, with: pools),
            Obstacle("no Envoy reports about nodes", disabled.union(["envoy-not-ready"]), with: blocked),
            Obstacle("all nodes include one", among: blocked),
            Obstacle(
                "Envoy has no upstreams", ["no-node-address", "addresses-deleted", "nodes-not-ready"], with: blocked),
            Obstacle(
                "the CCM is down before it can propagate the Service", ["deleted-while-ccm-down"],
                with: pools.union(["status-overwritten"])),
            Obstacle("a server has one fault", among: servers.filter { $0.hasPrefix("tenant-") }),
            Obstacle("a server has one fault", among: servers.filter { $0.hasPrefix("management-") }),
            Obstacle(
                "every read takes seconds, and nothing else changes", servers.filter { $0.hasSuffix("-slow") },
                with: names.subtracting(servers)),
            Obstacle(
                "the tenant cluster cannot be read", servers.filter { $0.hasPrefix("tenant-") },
                with: names.subtracting(servers)),
            Obstacle(
                "the management cluster cannot be read", servers.filter { $0.hasPrefix("management-") },
                with: names.subtracting(servers).subtracting(inTenantCluster)),
        ]
    }
#endif
