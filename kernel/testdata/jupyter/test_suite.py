"""jupyter_kernel_test's standard suite, with every class attribute filled in."""

import unittest

import jupyter_kernel_test


class AndorTests(jupyter_kernel_test.KernelTests):
    kernel_name = "andor"
    language_name = "andor"
    file_extension = ".andor"
    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'fmt.Fprintln(os.Stderr, "to standard error")'
    completion_samples = [
        {"text": "strings.ToTitl", "matches": ["ToTitle", "ToTitleSpecial"]},
        {"text": "fmt.Fprintl", "matches": ["Fprintln"]},
        {"text": "net G {\n  z normal(4)\n  a fc(4x4x8) sigmo", "matches": ["sigmoid"]},
        {"text": "é := 1; strings.EqualFol", "matches": ["EqualFold"]},
    ]
    complete_code_samples = ["x := 1", "func f() int {\n\treturn 2\n}", "net G {\n  z normal(4)\n  a fc(4x4x3) tanh\n}", "fmt?"]
    incomplete_code_samples = ["func f() int {", "net G {", "x := []int{1,", 'fmt.Println("a",', "s := `open"]
    invalid_code_samples = ["}", "x := )"]
    code_page_something = "strings.ToTitle?"
    code_generate_error = "undefinedName + 1"
    code_execute_result = [
        {"code": "1 + 2*3", "result": "7"},
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": '"ab"'},
        {"code": "[]int{1, 2}", "result": "[]int{1, 2}"},
        {"code": "net G {\n  z normal(4)\n  a fc(4x4x3) tanh\n}", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": "net H {\n  z normal(4)\n  a fc(4x4x3) tanh\n}\nandor.Display(H)", "mime": "text/plain"},
        {"code": "andor.Display(H)", "mime": "text/html"},
    ]
    code_history_pattern = "6 ? 7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "strings.ToTitle"
    code_clear_output = 'fmt.Print("\\x1b[2J")'


class AndorWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "andor"
    support_iopub_welcome = True


class Complete(unittest.TestCase):
    def test_every_attribute_is_filled_in(self):
        """A new release of the suite must not add a test that is skipped unseen."""
        for cls, base in ((AndorTests, jupyter_kernel_test.KernelTests), (AndorWelcomeTests, jupyter_kernel_test.IopubWelcomeTests)):
            for name, value in vars(base).items():
                if name.startswith("_") or callable(value) or isinstance(value, (classmethod, property)):
                    continue
                self.assertIn(name, vars(cls), name)
                self.assertTrue(getattr(cls, name), name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
