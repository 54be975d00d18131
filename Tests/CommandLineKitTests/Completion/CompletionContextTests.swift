import Testing

@testable import CommandLineKit

/// Where the cursor stands in lines that are not finished.
@Suite struct CompletionContextTests {
    private static func context(_ line: String) -> CompletionContext {
        CompletionContext(
            line.split(separator: " ", omittingEmptySubsequences: false).map(String.init), in: SampleTable.table)
    }

    @Test(arguments: [
        ("", "", 0), ("st", "", 0), ("status ", "status", 0), ("st ", "status", 0), ("status a b ", "status", 2),
        ("-n east status ", "status", 0), ("status -n east a ", "status", 1), ("status -neast a ", "status", 1),
        ("status -An east ", "status", 0), ("status --wait ", "status", 0), ("status -- -n ", "status", 1),
        ("status -- -", "status", 0), ("completion ", "completion", 0), ("completion bash ", "completion bash", 0),
        ("status --unknown x ", "status", 1), ("-x ", "", 0),
    ])
    func findsArguments(line: String, path: String, position: Int) {
        let context = Self.context(line)
        #expect(context.path.joined(separator: " ") == path)
        #expect(context.place == .argument(position))
    }

    @Test(arguments: [
        ("status -n ", "namespace", "", ""), ("status -n ea", "namespace", "", "ea"),
        ("status -nea", "namespace", "-n", "ea"), ("status -An=ea", "namespace", "-An=", "ea"),
        ("status --namespace=ea", "namespace", "--namespace=", "ea"),
        ("status --namespace=", "namespace", "--namespace=", ""),
        ("--mgmt-context ", "management-context", "", ""), ("status --wait=", "wait", "--wait=", ""),
        ("status -A -o ", "output", "", ""),
    ])
    func findsValues(line: String, option: String, head: String, value: String) {
        let context = Self.context(line)
        guard case .optionValue(let found) = context.place else {
            Issue.record("\(context.place)")
            return
        }
        #expect(found.name == option)
        #expect(context.head == head)
        #expect(context.value == value)
    }

    @Test(arguments: ["-", "--", "--na", "status -", "status -A", "status --wait", "status -n -A -"])
    func findsOptions(line: String) {
        #expect(Self.context(line).place == .optionName)
    }

    @Test func keepsWhatWasTyped() {
        let context = Self.context("--context a status ada --namespace=east -Aw bea -n west ")
        #expect(context.parsed.arguments == ["ada", "bea"])
        #expect(context.parsed.options["namespace"] == ["east", "west"])
        #expect(context.parsed.options["context"] == ["a"])
        #expect(context.parsed.options["all-namespaces"] == ["true"])
    }
}

@Suite struct CompleterTests {
    private static func words(_ line: String) -> [String] {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let context = CompletionContext(words, in: SampleTable.table)
        guard case .candidates(let found) = Completer(SampleTable.table).complete(context) else { return ["not words"] }
        return found.map(\.word)
    }

    @Test func offersWhatMayStandThere() {
        #expect(Self.words("") == ["status", "cleanup", "logs", "completion", "version", "help"])
        #expect(Self.words("completion ") == ["bash", "zsh"])
        #expect(Self.words("status -o j") == ["json"])
        #expect(Self.words("status -oj") == ["-ojson"])
        #expect(Self.words("status --output=j") == ["--output=json"])
        #expect(Self.words("status --wait=d") == ["--wait=deleted"])
        #expect(Self.words("status --pa") == ["--pager"])
        #expect(Self.words("status --no-") == ["--no-pager"])
        #expect(Self.words("status --trace") == [])
        #expect(Self.words("logs --out") == [])
    }
}
