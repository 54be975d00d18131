import Documents
import LocalSystem
import Redaction
import Transport

extension ExecPlugin {
    /// What a run depends on beside the plugin.
    struct Surroundings: Sendable {
        let access: ClusterAccess
        /// The environment.
        let variables: [String: String]
        /// Whether stdin is a terminal, at which the user can be asked.
        let isTerminal: Bool
    }

    private static let outputLimit = 1 << 20

    /// Runs the plugin once.
    ///
    /// - Returns: what it issued, and what it wrote to stderr, without credentials.
    func issue(
        _ surroundings: Surroundings, until deadline: ContinuousClock.Instant
    ) async throws(CredentialError) -> (credential: IssuedCredential, messages: [String]) {
        let isInteractive = try isInteractive(surroundings)
        guard let program = program(surroundings.variables) else { throw notFound("it was not found in PATH") }
        var subprocess = Subprocess(program, arguments)
        subprocess.environment = variables(surroundings, isInteractive: isInteractive)
        subprocess.outputLimit = Self.outputLimit
        if isInteractive {
            // What it asks has to be seen while it waits for the answer.
            subprocess.input = .inherited
            subprocess.errors = .inherited
        }
        let start = ContinuousClock.now
        let outcome: Subprocess.Outcome
        do throws(SubprocessError) {
            outcome = try await subprocess.run(until: deadline)
        } catch {
            throw credentialError(error, after: .now - start)
        }
        let messages = Self.messages(outcome.errors)
        guard outcome.ending == .exited(0) else {
            throw CredentialError(
                "\(self) failed (\(outcome.ending))", detail: Self.detail(messages), hint: installHint)
        }
        do throws(IssuedCredential.Problem) {
            return (try IssuedCredential(outcome.output, version: version), messages)
        } catch {
            throw CredentialError("\(self) \(error.message)", detail: Self.detail(messages))
        }
    }

    private func isInteractive(_ surroundings: Surroundings) throws(CredentialError) -> Bool {
        switch interactiveMode {
        case .never: return false
        case .ifAvailable: return surroundings.isTerminal
        case .always:
            guard surroundings.isTerminal else {
                throw CredentialError(
                    "\(self) needs input (interactiveMode Always), but stdin is not a terminal",
                    hint: "run the command on a terminal, or use another credential")
            }
            return true
        }
    }

    private func program(_ variables: [String: String]) -> String? {
        command.contains("/") ? command : FileSystem.program(command, in: variables["PATH"] ?? "/usr/bin:/bin")
    }

    private func variables(_ surroundings: Surroundings, isInteractive: Bool) -> [String: String] {
        var variables = surroundings.variables
        for variable in environment { variables[variable.name] = variable.value }
        let information = ExecInformation(plugin: self, access: surroundings.access, isInteractive: isInteractive)
        variables["KUBERNETES_EXEC_INFO"] = String(decoding: information.json.encoded(), as: UTF8.self)
        return variables
    }

    // MARK: Errors

    private func credentialError(_ error: SubprocessError, after time: Duration) -> CredentialError {
        switch error {
        case .notFound(let reason): notFound("it cannot be run: \(reason)")
        case .timedOut(let errors):
            CredentialError(
                "\(self) timed out after \(max(1, time.components.seconds)) s",
                detail: Self.detail(Self.messages(errors)), hint: "run it by hand to see what it is waiting for")
        case .cancelled: CredentialError("\(self) was cancelled", isCancellation: true)
        case .tooMuchOutput(let limit): CredentialError("\(self) wrote more than \(FileSystem.size(limit))")
        case .failed(let reason): CredentialError("\(self) cannot be run: \(reason)")
        }
    }

    private func notFound(_ reason: String) -> CredentialError {
        CredentialError("\(self) is missing: \(reason)", hint: installHint ?? "install it, or correct PATH")
    }

    /// The lines of stderr without credentials.
    private static func messages(_ errors: [UInt8]) -> [String] {
        // A key may stand on several lines.
        String(decoding: TextRedactor.redacted(errors), as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { TextRedactor.message(String($0)) }.filter { !$0.isEmpty }
    }

    private static func detail(_ messages: [String]) -> String? {
        let shown = messages.suffix(5).map { $0.count > 300 ? "\($0.prefix(299))…" : $0 }
        return shown.isEmpty ? nil : shown.joined(separator: "\n")
    }
}
