import CommandLineKit
import Diagnosis

/// `kubelb-ctl explain CODE|CONDITION`: what a finding, or a condition that others wrote, means. Offline.
struct ExplainCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "explain",
            summary: "Explain what a finding or a condition means",
            discussion: """
                CODE is the code of a finding, such as KLC-C007 or C007. Also explains conditions of Gateways, routes, Certificates \
                and Routes, named as TYPE=STATUS/REASON, TYPE=STATUS, REASON or by their message. Does not contact a cluster.
                """,
            arguments: [
                ArgumentSpec(placeholder: "CODE", summary: "The code of a finding", isRepeated: true, isOptional: false)
            ],
            examples: [
                ("kubelb-ctl explain KLC-C007", "Explain one finding"),
                ("kubelb-ctl explain Accepted=False/NotAllowedByListeners", "Explain a condition"),
                ("kubelb-ctl explain \"Waiting for controller\"", "Explain the message of a condition"),
            ])
    }

    func run(_ options: ArgumentsOnly, in environment: Environment) throws(CommandFailure) -> ExitStatus {
        let width = environment.terminalWidth.map { min(max($0, 60), 100) } ?? 100
        var texts: [String] = []
        for word in Self.words(options.arguments) {
            if let code = CheckCode(typed: word), let check = Catalogue.withdrawn.first(where: { $0.code == code }) {
                texts.append(Self.text(of: check, width: width))
            } else if case let meanings = ConditionMeaning.named(word), !meanings.isEmpty {
                texts += meanings.map { Self.text(of: $0, width: width) }
            } else {
                let documentation = try Self.check(word).documentation
                let text = ExplanationText(documentation: documentation, width: width, program: environment.program)
                texts.append(text.text)
            }
        }
        environment.writeOutput(texts.joined(separator: "\n"))
        return .success
    }

    /// A message may be typed without quotation marks.
    private static func words(_ arguments: [String]) -> [String] {
        let message = arguments.joined(separator: " ")
        return ConditionMeaning.named(message).isEmpty ? arguments : [message]
    }

    private static func text(of check: WithdrawnCheck, width: Int) -> String {
        let lines =
            ["\(check.code)  \(check.title)", "", "withdrawn: no finding uses this code", "", "Why"]
            + wrap(check.reason, width: width - 2).map { "  " + $0 }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func text(of meaning: ConditionMeaning, width: Int) -> String {
        var lines = ["\(meaning.name), of \(meaning.of)", ""]
        lines += wrap(meaning.text, width: width - 2).map { "  " + $0 } + ["", "Checks"]
        for code in meaning.checks {
            let title = Catalogue.check(code)?.documentation.title ?? ""
            lines += wrap("\(code)  \(title)", width: width - 2).map { "  " + $0 }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    static func check(_ word: String) throws(CommandFailure) -> any Check {
        if let code = CheckCode(typed: word), let check = Catalogue.check(code) { return check }
        let codes = Catalogue.checks.map(\.documentation.code.description)
        let conditions = conditions(near: word)
        let typed = word.uppercased()
        let near =
            conditions + nearest(to: typed.hasPrefix(CheckCode.prefix) ? typed : CheckCode.prefix + typed, in: codes)
        let isCondition = word.contains("=") || word.contains(" ")
        // No code is only of letters.
        let isReason = word.count > 1 && word.allSatisfy(\.isLetter)
        let form = "conditions are named as TYPE=STATUS/REASON, such as \(ConditionMeaning.all[0].name)"
        let list = "kubelb-ctl checks lists all checks"
        let hint = isCondition ? form : isReason ? "\(form); \(list)" : list
        throw CommandFailure(
            .usage, "unknown \(isCondition ? "condition" : isReason ? "check or condition" : "check") \"\(word)\"",
            hint: near.isEmpty ? hint : "did you mean \(near.joined(separator: ", "))?")
    }
}

extension ExplainCommand {
    /// Conditions, reasons and messages that are spelled like a word, or else have it in them; messages in quotation marks.
    private static func conditions(near word: String) -> [String] {
        let names = ConditionMeaning.all.map(\.name) + ConditionMeaning.all.map(\.reason)
        let messages = ConditionMeaning.all.compactMap(\.message)
        let typed = word.lowercased()
        let near = nearest(to: word, in: names + messages)
        let found =
            near.isEmpty && typed.count > 3 ? (names + messages).filter { $0.lowercased().contains(typed) } : near
        return found.uniqued().prefix(3).map { messages.contains($0) ? "\"\($0)\"" : $0 }
    }
}

/// The page of one check.
struct ExplanationText {
    let documentation: CheckDocumentation
    let width: Int
    /// How the user calls the tool; nil if by its own name.
    var program: ProgramName?

    var text: String {
        var lines = wrap("\(documentation.code)  \(documentation.title)", width: width) + [""]
        lines += [documentation.weight, ""]
        for (heading, paragraph) in documentation.sections {
            lines.append(heading)
            lines += wrap(program?.applied(to: paragraph) ?? paragraph, width: width - 2).map { "  " + $0 }
            lines.append("")
        }
        lines += reads
        if !documentation.causedBy.isEmpty {
            lines += ["", "Can be caused by"]
            for code in documentation.causedBy {
                let title = Catalogue.check(code)?.documentation.title ?? "a check of a later version"
                lines += wrap("\(code)  \(title)", width: width - 2).map { "  " + $0 }
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private var reads: [String] {
        let needed = documentation.inputs.map(\.description).joined(separator: ", ")
        let optional = documentation.optionalInputs.map(\.description).joined(separator: ", ")
        var words: [String] = []
        if !needed.isEmpty { words.append(needed) }
        if !optional.isEmpty {
            words.append(needed.isEmpty ? "any available of \(optional)" : "optionally: \(optional)")
        }
        return ["Reads"] + words.flatMap { wrap($0, width: width - 2) }.map { "  " + $0 }
    }
}
