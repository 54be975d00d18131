import Documents
import FoundationEssentials
import LocalSystem
import TestSupport
import Testing

/// Printed commands in real shells, in which every program that they name only records its arguments.
enum ShellRun {
    private static let shells = ["/bin/sh", "/bin/bash", "/bin/zsh", "/usr/bin/zsh"]
    private static let stubs = ["kubectl", "helm", "kubelb-ctl", "base64", "grep", "jq", "timedatectl", "date"]
    /// Commands in one script.
    private static let share = 2000

    /// Expects each command to end, to run no other program and to write no file, and each argument with a text that touches a
    /// file to hold all of that text, as it is or as Helm or JSON have it: `find` returns the text that an argument holds.
    ///
    /// - Returns: the texts that arrived in every shell.
    @discardableResult
    static func expectWhole(_ commands: [String], _ find: @escaping (String) -> String?) async throws -> Set<String> {
        var arrived: Set<String>?
        for shell in shells where FileManager.default.isExecutableFile(atPath: shell) {
            var found: Set<String> = []
            for start in stride(from: 0, to: commands.count, by: share) {
                let part = Array(commands[start..<min(start + share, commands.count)])
                found.formUnion(try await texts(of: part, in: shell, find))
            }
            arrived = arrived?.intersection(found) ?? found
        }
        return arrived ?? []
    }

    private static func texts(
        of commands: [String], in shell: String, _ find: @escaping (String) -> String?
    ) async throws -> Set<String> {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.appending(path: "kubelb-ctl-tests-\(UUID().uuidString)").path()
        defer { try? manager.removeItem(atPath: folder) }
        for part in ["/bin", "/empty"] {
            try manager.createDirectory(atPath: folder + part, withIntermediateDirectories: true)
        }
        try write(script(commands, shell, folder), to: folder + "/script")
        let outcome = try await Subprocess(shell, [folder + "/script"]).run(until: .now + .seconds(300))
        let errors = String(decoding: outcome.errors, as: UTF8.self)
        let isQuiet = errors.split(separator: "\n").allSatisfy { $0.contains("roken pipe") || $0.contains("I/O error") }
        #expect(isQuiet, "\(shell): \(errors)")
        let left = try manager.contentsOfDirectory(atPath: folder + "/empty").filter { $0 != "values.yaml" }
        #expect(left.isEmpty, "\(shell): \(left)")
        let log = String(decoding: try Data(contentsOf: URL(filePath: folder + "/log")), as: UTF8.self)
            .replacing("\u{1D}", with: "\n")
        let calls = log.split(separator: "\u{1E}").map { call in
            call.split(separator: "\u{1F}", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
        let finished = calls.filter { $0.first == "done" }.count
        #expect(
            finished == commands.count,
            "\(shell): after \(finished > 0 ? commands[finished - 1] : "none"): \(commands[min(finished, commands.count - 1)])"
        )
        var arrived: Set<String> = []
        for call in calls where call.first != "done" {
            #expect(stubs.contains(call[0]), "\(shell): \(call)")
            // The annotation that KubeLB's objects are touched with is named like the command of the texts.
            for argument in call where argument.contains("touch") && !argument.hasPrefix("kubelb-ctl/touched") {
                let found = text(in: argument, find)
                #expect(found != nil, "\(shell): \(call)")
                if let found { arrived.insert(found) }
            }
        }
        return arrived
    }

    private static func text(in argument: String, _ find: @escaping (String) -> String?) -> String? {
        if let found = find(argument) ?? find(unescaped(argument)) { return found }
        guard let json = try? JSONValue(parsing: Array(argument.utf8)) else { return nil }
        return text(in: json, find)
    }

    private static func text(in json: JSONValue, _ find: @escaping (String) -> String?) -> String? {
        switch json {
        case .string(let string): find(string)
        case .array(let elements): elements.lazy.compactMap { text(in: $0, find) }.first
        case .object(let object): object.members.lazy.compactMap { text(in: $0.value, find) }.first
        default: nil
        }
    }

    /// Without the backslashes that Helm takes away.
    private static func unescaped(_ argument: String) -> String {
        var text = ""
        var isEscaped = false
        for character in argument {
            isEscaped = character == "\\" && !isEscaped
            if !isEscaped { text.append(character) }
        }
        return text
    }

    private static func script(_ commands: [String], _ shell: String, _ folder: String) throws -> String {
        let isBash = shell.hasSuffix("/bash")
        // An interactive bash expands `!`.
        var script = isBash ? "set -o history; set -H\n" : ""
        script += "PATH='\(folder)/bin'; TENANT=t; MANAGEMENT=m; NAME=n; NODE=o; SERVER=s; DOMAIN=d\n"
        for stub in stubs {
            let record = "printf '%s\\037' '\u{1E}\(stub)'"
            let place = ">> '\(folder)/log'"
            try write("#!/bin/sh\n\(record) \"$@\" \(place)\n", to: "\(folder)/bin/\(stub)")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/bin/\(stub)")
            guard !stub.contains("-") else { continue }
            // Functions where the shell allows such a name: they take no process. In bash, a line break would end a write, and
            // the record of another part of a pipe could come between.
            script += "\(stub)() { "
            script += isBash ? "local a=(\"${@//$'\\n'/$'\\035'}\"); \(record) \"${a[@]}\"" : "\(record) \"$@\""
            script += " \(place); }\n"
        }
        script += "cd '\(folder)/empty' || exit 1\n"
        for (number, command) in commands.enumerated() {
            script += "\(command)\nprintf '\u{1E}done\\037\(number)\\037' >> '\(folder)/log'\n"
        }
        return script
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
