from workflow.definition.near import LONGEST_COMPARED, nearest


def test_a_mistyped_name_is_compared_with_those_that_are_known():
    assert nearest("Recieved", ["received", "closed"]) == "received"
    assert nearest("已受理", ["received", "closed"]) == ""


def test_what_is_longer_than_any_name_is_compared_with_none():
    longest = "x" * LONGEST_COMPARED
    assert nearest(longest, [longest]) == longest
    assert nearest(longest + "x", [longest + "x"]) == ""
