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
            let undo: FaultAction.Undo
        }

        private var injected: [Injected] = []
        private var isChanging = false

        /// Names of what is injected, in the order in which it was.
        var active: [String] { injected.map(\.fault.name) }

        func listing() -> JSONValue { ["active": .array(active.map { .string($0) })] }

        func inject(_ name: String, into sandbox: RunningSandbox) async throws -> JSONValue {
            guard let fault = SandboxFault.named(name), let action = FaultAction.named(name) else {
                throw Unknown(description: "unknown fault \"\(name)\"")
            }
            guard !active.contains(name) else { throw Refused(description: "\(name) is already injected") }
            try await change {
                if injected.isEmpty { try await sandbox.waitUntilVictimsLeft() }
                let undo = try await action.inject(sandbox)
                injected.append(Injected(fault: fault, undo: undo))
            }
            return ["summary": .string(fault.summary)]
        }

        /// nil: all. What could be cleared stays cleared when another one cannot.
        func clear(_ name: String?, from sandbox: RunningSandbox) async throws -> JSONValue {
            if let name, !active.contains(name) { throw Refused(description: "\(name) is not injected") }
            var cleared: [JSONValue] = []
            try await change {
                // The last one first, as each was injected into what the others had left.
                for entry in injected.reversed() where name == nil || entry.fault.name == name {
                    try await entry.undo(sandbox)
                    injected.removeAll { $0.fault.name == entry.fault.name }
                    cleared.append(.string(entry.fault.name))
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
        typealias Undo = @Sendable (RunningSandbox) async throws -> Void

        let name: String
        /// Breaks something and returns what mends it.
        let inject: @Sendable (RunningSandbox) async throws -> Undo

        init(_ name: String, inject: @escaping @Sendable (RunningSandbox) async throws -> Undo) {
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
