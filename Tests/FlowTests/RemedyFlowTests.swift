#if Sandbox
    import Diagnosis
    import Documents
    import Sandbox
    import TestSupport
    import Testing

    /// What `doctor` prints to fix something does fix it.
    @Suite(.serialized, .enabled(if: Kubectl.path != nil, "no kubectl in PATH"))
    struct RemedyFlowTests {
        private struct Case {
            let fault: SandboxFault
            let fix: SandboxFault.PrintedFix
        }

        private static let cases = SandboxFault.all.flatMap { fault in fault.fixes.map { Case(fault: fault, fix: $0) } }

        @Test("the commands that doctor prints first fix each fault, pasted as they are")
        func remedies() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                let shell = try PastingShell(sandbox)
                defer { shell.remove() }
                try await sandbox.waitUntilHealthy()
                for item in TestExtent.sample(Self.cases, oneIn: 4) {
                    do {
                        try await Self.check(item, in: sandbox, shell)
                    } catch {
                        Issue.record("\(item.fault.name), \(item.fix.text): \(error)")
                    }
                }
            }
        }

        private static func check(_ item: Case, in sandbox: RunningSandbox, _ shell: PastingShell) async throws {
            try await sandbox.inject(item.fault.name)
            do {
                var commands: [String] = []
                try await eventually(within: .seconds(40)) {
                    let run = await sandbox.tool(["doctor", "-o", "json"])
                    commands = Self.commands(of: item.fix, in: run.report)
                    return commands.isEmpty ? "doctor names \(run.codes), without that remedy first" : nil
                }
                for command in commands { try await shell.paste(command, setting: item.fix.variables) }
                try await eventually(within: .seconds(60)) {
                    let run = await sandbox.tool(["doctor", "-o", "json"])
                    let left = (run.report["findings"]?.array ?? []).filter {
                        let code = $0["code"]?.string ?? ""
                        return code == item.fix.code
                            || $0["severity"]?.string != "info" && !item.fix.leaving.contains(code)
                    }
                    return left.isEmpty && [.success, .findings].contains(run.status)
                        ? nil : "after \(commands), doctor ends with \(run.status): \(run.codes) \(run.error)"
                }
            } catch {
                try? await sandbox.clear(item.fault.name)
                try? await sandbox.waitUntilHealthy()
                throw error
            }
            try await sandbox.clear(item.fault.name)
            try await sandbox.waitUntilHealthy()
        }

        /// The commands of all steps of this way, if it belongs to the first finding.
        private static func commands(of fix: SandboxFault.PrintedFix, in report: JSONValue) -> [String] {
            guard let finding = report["findings"]?[0], finding["code"]?.string == fix.code else { return [] }
            let remedies = finding["remedies"]?.array ?? []
            guard let way = remedies.first(where: { $0["text"]?.string == fix.text })?["way"]?.int else { return [] }
            return remedies.filter { $0["way"]?.int == way }.compactMap { $0["command"]?.string }
        }

        @Test("every fault has a remedy or a reason, and checks print each of the remedies")
        func everyFaultIsDecided() {
            for fault in SandboxFault.all {
                #expect(fault.fixes.isEmpty == (fault.reasonWithoutFix != nil), "\(fault.name)")
                #expect(fault.fixes.allSatisfy { fault.codes.contains($0.code) }, "\(fault.name)")
            }
        }
    }
#endif
