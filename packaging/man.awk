# Makes a manual page (man(7)) of a page in docs/. usage: awk -v name=supervisord -v section=8 -v about=TEXT -v date=YYYY-MM-DD -v version=X -f man.awk PAGE
# What it reads is what those pages use: headings, paragraphs, lists, tables, code between fences, and `code`, **bold**, *italic* and links.

function text(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s); return s }

function guarded(s) { return s ~ /^[.']/ ? "\\&" s : s }

function inline(s,    out, i, c, end, rest) {
  out = ""
  for (i = 1; i <= length(s); i++) {
    c = substr(s, i, 1)
    rest = substr(s, i + 1)
    if (c == "`" && (end = index(rest, "`")) > 0) {
      out = out "\\fB" text(substr(rest, 1, end - 1)) "\\fR"
      i += end
    } else if (c == "*" && substr(rest, 1, 1) == "*" && (end = index(substr(rest, 2), "**")) > 0) {
      out = out "\\fB" inline(substr(rest, 2, end - 1)) "\\fR"
      i += end + 2
    } else if (c == "*" && rest ~ /^[A-Za-z]/ && (end = index(rest, "*")) > 0) {
      out = out "\\fI" inline(substr(rest, 1, end - 1)) "\\fR"
      i += end
    } else if (c == "[" && match(rest, /^([^][]|\[[^]]*\])*\]\([^)]*\)/)) {
      end = index(rest, "](")
      out = out inline(substr(rest, 1, end - 1))
      i += RLENGTH
    } else if (c == "\\" && rest ~ /^[|*`]/) {
      # The next character is itself.
    } else {
      out = out text(c)
    }
  }
  return out
}

function flush_paragraph() {
  if (paragraph == "") return
  print item ? item_line : ".PP"
  print guarded(inline(paragraph))
  paragraph = ""
  item = 0
}

function leave_table() { in_table = 0 }

# Cells of a row; a | inside of `code` is none of its borders.
function cells(line, into,    n, i, c, code, cell) {
  sub(/^\|/, "", line)
  sub(/\|[ \t]*$/, "", line)
  n = 0; code = 0; cell = ""
  for (i = 1; i <= length(line); i++) {
    c = substr(line, i, 1)
    if (c == "`") code = !code
    if (c == "|" && !code && substr(line, i - 1, 1) != "\\") { into[++n] = trim(cell); cell = "" } else cell = cell c
  }
  into[++n] = trim(cell)
  return n
}

function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }

# The first cell is what is explained. Short facts (type, default) stand beside it; other columns are said below one another.
function row(line,    n, i, facts) {
  n = cells(line, cell_of)
  if (n == 1) { print ".PP"; print guarded(inline(cell_of[1])); return }
  facts = ""
  for (i = 2; i < n; i++)
    if (is_fact(header[i]) && cell_of[i] != "") facts = facts (facts == "" ? "" : ", ") (header[i] == "default" ? "default " : "") cell_of[i]
  print ".TP"
  print guarded(inline(cell_of[1])) (facts == "" ? "" : "  (" inline(facts) ")")
  more = 0
  for (i = 2; i <= n; i++) {
    if (is_fact(header[i]) || cell_of[i] == "") continue
    if (more++) { print ".br"; print (header[i] == "" ? "" : toupper(substr(inline(header[i]), 1, 1)) substr(inline(header[i]), 2) ": ") inline(cell_of[i]) }
    else print guarded(inline(cell_of[i]))
  }
  if (!more) print "\\&"
}

function is_fact(title) { return title == "type" || title == "default" || title == "key" }

BEGIN {
  printf ".TH \"%s\" \"%s\" \"%s\" \"Supervisor %s\" \"Supervisor\"\n", toupper(name), section, date, version
  print ".nh\n.ad l"
  print ".SH NAME"
  print text(name) " \\- " text(about)
  started = 0
}

/^```/ {
  flush_paragraph()
  in_code = !in_code
  if (in_code) print ".PP\n.RS 4\n.EX"; else print ".EE\n.RE"
  next
}
in_code { print guarded(text($0)); next }

/^# / { next }
/^##+ / {
  flush_paragraph()
  leave_table()
  level = match($0, /[^#]/) - 1
  title = inline(substr($0, level + 2))
  print (level == 2 ? ".SH \"" toupper(title) "\"" : ".SS \"" title "\"")
  started = 1
  next
}

/^\|/ {
  flush_paragraph()
  if (!started) { print ".SH DESCRIPTION"; started = 1 }
  if (!in_table) {
    in_table = 1
    for (i in header) delete header[i]
    cells($0, header)
  } else if ($0 !~ /^\|[-| :]+\|?[ \t]*$/) {
    row($0)
  }
  next
}
{ leave_table() }

/^[ \t]*$/ { flush_paragraph(); next }

{
  if (!started) { print ".SH DESCRIPTION"; started = 1 }
  if ($0 ~ /^ *- /) {
    flush_paragraph()
    item = 1
    item_line = ".IP \\(bu 2"
    sub(/^ *- /, "")
  } else if ($0 ~ /^ *[0-9]+\. /) {
    flush_paragraph()
    item = 1
    item_line = ".IP " trim(substr($0, 1, index($0, "."))) " 4"
    sub(/^ *[0-9]+\. /, "")
  }
  line = trim($0)
  paragraph = paragraph == "" ? line : paragraph " " line
}

END {
  flush_paragraph()
  print ".SH \"SEE ALSO\""
  print "\\fBsupervisord\\fR(8), \\fBsupervisorctl\\fR(1), \\fBsupervisord.toml\\fR(5)"
}
