#if Sandbox
    import Documents

    /// The faults that are injected in a sandbox; one change at a time.
    actor SandboxFaults {
        /// No fault has the name.
        struct Unknown: Error, CustomStringConvertible {
            let description: String
        }

        /// The fault cannot be injected or cleared now.
        struct Refused: Error, CustomStringConvertible {
            let description: String
        }

        private struct Injected {
            let fault: SandboxFault
            let site: FaultSite
            let isOfFirstTenant: Bool
            let undo: FaultAction.Undo

            func matches(_ name: String?, _ tenant: String?) -> Bool {
                (name == nil || fault.name == name) && (tenant == nil || site.tenant.name == tenant)
            }

            /// `ccm-stopped`, `ccm-stopped (demo-2)` of a tenant other than the first one.
            var title: String { isOfFirstTenant ? fault.name : "\(fault.name) (\(site.tenant.name))" }
        }

        private var injected: [Injected] = []
        private var isChanging = false

        /// What is injected, in the order in which it was.
        var active: [String] { injected.map(\.title) }

        func listing() -> JSONValue {
            [
                "active": .array(active.map { .string($0) }),
                "names": .array(injected.map(\.fault.name).map { .string($0) }),
            ]
        }

        func inject(
            _ name: String, tenant: String?, into sandbox: RunningSandbox
        ) async throws -> JSONValue {
            guard let fault = SandboxFault.named(name), let action = FaultAction.named(name) else {
                throw Unknown(description: "unknown fault \"\(name)\"")
            }
            guard tenant == nil || !fault.isShared else {
                throw Refused(description: "\(name) affects every tenant; omit --tenant")
            }
            let site = FaultSite(sandbox: sandbox, tenant: try sandbox.tenant(named: tenant))
            guard !injected.contains(where: { $0.matches(name, fault.isShared ? nil : site.tenant.name) }) else {
                throw Refused(description: "\(name) is already injected")
            }
            try await change {
                if injected.isEmpty { try await sandbox.waitUntilVictimsLeft() }
                let undo = try await action.inject(site)
                injected.append(
                    Injected(
                        fault: fault, site: site, isOfFirstTenant: site.tenant.name == sandbox.tenants[0].name,
                        undo: undo))
            }
            return ["summary": .string(fault.summary)]
        }

        /// nil: all. What could be cleared stays cleared when another one cannot.
        func clear(
            _ name: String?, tenant: String? = nil, from sandbox: RunningSandbox
        ) async throws -> JSONValue {
            if let tenant { _ = try sandbox.tenant(named: tenant) }
            if let name, !injected.contains(where: { $0.matches(name, tenant) }) {
                throw Refused(description: "\(name) is not injected" + (tenant.map { " for tenant \($0)" } ?? ""))
            }
            var cleared: [JSONValue] = []
            try await change {
                // The last one first, as each was injected into what the others had left.
                for entry in injected.reversed() where entry.matches(name, tenant) {
                    try await entry.undo(entry.site)
                    injected.removeAll { $0.matches(entry.fault.name, entry.site.tenant.name) }
                    cleared.append(.string(entry.title))
                }
                if injected.isEmpty { try await sandbox.waitUntilVictimsLeft() }
            }
            return ["cleared": .array(cleared)]
        }

        private func change(_ body: () async throws -> Void) async throws {
            guard !isChanging else { throw Refused(description: "another fault is being changed") }
            isChanging = true
            defer { isChanging = false }
            try await body()
        }
    }

    extension SandboxFault {
        /// Of everything that can be done, for a test that compares.
        package static var actionNames: [String] { FaultAction.all.map(\.name) }
    }

    /// How a fault is brought about.
    struct FaultAction: Sendable {
        typealias Undo = @Sendable (FaultSite) async throws -> Void

        let name: String
        /// Breaks something and returns what mends it.
        let inject: @Sendable (FaultSite) async throws -> Undo

        init(_ name: String, inject: @escaping @Sendable (FaultSite) async throws -> Undo) {
            self.name = name
            self.inject = inject
        }

        /// One for each of `SandboxFault.all`, which a test compares.
        static let all: [FaultAction] =
            FaultAction.ccm + FaultAction.credentials + FaultAction.management + FaultAction.nodes
            + FaultAction.leftBehind
            + FaultAction.servers

        static func named(_ name: String) -> FaultAction? { all.first { $0.name == name } }
    }
#endif
